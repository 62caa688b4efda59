// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/library/library_session.h"

#include <QPointer>
#include <QWidget>
#include <memory>

class QLabel;
class QPlainTextEdit;
class QTimer;

namespace pulse::ui {

class EmptyState;
class FactsView;
class MessageBar;
class TagEditor;
class TimeUpdates;

/// The details of one version: its description and tags to edit, its facts to read and copy. Edits are stored by
/// themselves, a moment after the last keystroke and whenever the focus leaves. Follows the library by itself.
class MetadataPanel : public QWidget
{
    Q_OBJECT

public:
    /// `clock` says what is how long ago.
    explicit MetadataPanel(std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>(),
                           QWidget *parent = nullptr);
    ~MetadataPanel() override;

    /// Shows that version's details; no session or no key shows what the panel is for. What was edited and is not yet
    /// stored is stored first.
    void setVersion(LibrarySession *session, const std::optional<VersionKey> &key);
    /// The template variables of the text in the editor.
    void setVariables(const QStringList &required, const QStringList &optional);

    [[nodiscard]] const std::optional<VersionKey> &version() const { return m_key; }

signals:

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void reload();
    void present(Result<Metadata> metadata);
    void showMetadata(const Metadata &metadata);
    std::chrono::milliseconds tellTimes();
    void storeDescription();
    void apply(const MetadataPatch &patch);
    void verify();

    std::shared_ptr<const Clock> m_clock;
    QPointer<LibrarySession> m_session;
    std::optional<VersionKey> m_key;
    std::optional<Metadata> m_shown;
    QWidget *m_content = nullptr;
    EmptyState *m_empty = nullptr;
    MessageBar *m_messages = nullptr;
    QPlainTextEdit *m_description = nullptr;
    TagEditor *m_tags = nullptr;
    QLabel *m_tagProblem = nullptr;
    FactsView *m_facts = nullptr;
    QTimer *m_storeTimer = nullptr;
    TimeUpdates *m_times = nullptr;
    Task<Metadata> m_loadTask;
    Task<Metadata> m_verifyTask;
};

} // namespace pulse::ui
