// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"
#include "navigation_history.h"

#include "pulse/ui/document/document_area.h"

#include <QPointer>
#include <QTimer>

namespace pulse::ui {

class ComparisonView;
class MessageBar;
class MetadataPanel;
class PublishSheet;
class SearchPage;
class TimelinePanel;
class WindowSettings;

/// Brings together what shows one prompt: the document in the middle, its history and its details; and what opens over
/// them: comparisons, the publishing sheet, the search. Owns none of the widgets.
class PromptController : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        DocumentArea *document;
        TimelinePanel *timeline;
        MetadataPanel *details;
        MessageBar *messages;
        const WindowSettings *settings;
    };
    PromptController(Parts parts, LibraryManager &libraries, std::shared_ptr<TaskRunner> runner,
                     QObject *parent = nullptr);
    ~PromptController() override;

    void openPrompt(LibrarySession *session, const Name &name, int line = 0);
    void openVersion(LibrarySession *session, const VersionKey &key, int line = 0);
    void goBack();
    void goForward();
    [[nodiscard]] const NavigationHistory &history() const { return m_history; }
    void renamed(LibrarySession *session, const Name &from, const Name &to);

    /// The draft with its version, an old version with the latest, or the latest with the one before it.
    void compareCurrent();
    void nextDifference();
    void previousDifference();
    [[nodiscard]] ComparisonView *currentComparison() const;
    /// Also one that is a part of another page, such as a conflict.
    [[nodiscard]] ComparisonView *comparisonInFront() const;
    void searchEverywhere();
    void copyText();
    void copyName();
    void copyReference();

signals:
    /// Where back and forward lead has changed.
    void navigationChanged();
    void exportRequested(pulse::LibrarySession *session, const pulse::VersionKey &key);
    void published(pulse::LibrarySession *session, const pulse::VersionKey &key);

private:
    void connectParts();
    void follow();
    void record();
    void goTo(const Place &place);
    void showComparison(const QString &key, ComparisonView *view, const QString &title);
    void compareVersions(LibrarySession *session, const VersionKey &older, const VersionKey &newer);
    void openPublishSheet(LibrarySession *session, const Name &name, const QByteArray &content,
                          const std::optional<Version> &base, const QString &message = {});
    void restore(LibrarySession *session, const VersionKey &key);
    void scanVariables();
    void forget(LibrarySession *session);
    void copy(const QString &text, const QString &told);

    Parts m_parts;
    LibraryManager &m_libraries;
    std::shared_ptr<TaskRunner> m_runner;
    NavigationHistory m_history;
    bool m_navigating = false;
    QPointer<SearchPage> m_search;
    QPointer<PublishSheet> m_sheet;
    QHash<QString, QPointer<QWidget>> m_comparisons;
    QPointer<LibrarySession> m_shownSession;
    std::optional<Name> m_shownName;
    std::optional<Version> m_shownVersion;
    std::optional<QDateTime> m_shownDraft;
    QTimer m_variableDelay;
    Task<std::pair<QStringList, QStringList>> m_variables;
    Task<Prompt> m_restoring;
};

} // namespace pulse::ui
