// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft_keeper.h"
#include "pulse/text/text_encoding.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/document/document_area.h"

class QSplitter;
class QStackedLayout;

namespace pulse::ui {

class DocumentHeader;
class EmptyState;
class MarkdownPreview;
class PromptEditor;
class VersionBanner;

/// One open prompt: header, messages, editor and preview. Keeps the draft; follows what happens to the prompt outside.
class DocumentPage : public QWidget
{
    Q_OBJECT

public:
    DocumentPage(const DocumentArea::Services &services, LibrarySession *session, DraftKeeper *keeper,
                 QWidget *parent = nullptr);
    ~DocumentPage() override;

    void openLatest(const Name &name, int line);
    void openVersion(const VersionKey &key, int line);
    /// `key` names the draft of a prompt without a name.
    void beginNew(const QString &key, const QString &nameText, const QByteArray &content, qint64 cursor,
                  const std::optional<QDateTime> &savedAt = {});
    void renamed(const Name &name);
    void promptChanged(const Name &name);
    void goToLine(int line);

    [[nodiscard]] LibrarySession *session() const { return m_session; }
    [[nodiscard]] const std::optional<Name> &name() const { return m_name; } ///< of a prompt that is, or was, published
    [[nodiscard]] const std::optional<Version> &readVersion() const { return m_oldVersion; }
    [[nodiscard]] const QString &draftKey() const { return m_key; }
    [[nodiscard]] DocumentInfo info() const;
    [[nodiscard]] QByteArray bytes() const;
    [[nodiscard]] PromptEditor *editor() const { return m_editor; }
    [[nodiscard]] MarkdownPreview *preview() const { return m_preview; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool hasDraft() const { return m_hasDraft; }
    [[nodiscard]] bool isWorthKeeping() const; ///< worth opening again after closing

    void setViewMode(ViewMode mode);
    void setSynchronizedScrolling(bool on);
    /// Hands the draft over to be written, if anything is unwritten.
    void flush();
    void saveDraft();
    void discardDraft();
    /// As if a person had typed it; false where nothing can be typed now.
    bool takeText(const QByteArray &content);
    void requestPublish();
    void compareWithPublished();
    void focusContent();
    void showEditor(); ///< also where only the preview is shown
    void setWantedCursor(qint64 position) { m_wantedCursor = position; }

signals:
    void changed(); ///< info() tells something else
    void cursorMoved(int line, int column);
    void draftStateChanged(const pulse::Name &name, bool hasDraft);
    void publishRequested(const pulse::Name &name, const QByteArray &content,
                          const std::optional<pulse::Version> &base);
    void compareRequested(const pulse::VersionKey &published, const QByteArray &content);
    void restoreRequested(const pulse::VersionKey &version);
    void restoreFromBackupRequested(const pulse::VersionKey &damaged);
    void checkRequested(); ///< of the whole library
    void viewModeChosen(pulse::ui::ViewMode mode);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class State { Loading, Ready, Failed };

    void build(const DocumentArea::Services &services);
    void connectParts();
    void connectMessages();

    // ---- loading (document_loading.cpp)
    void startLoading();
    void loaded();
    void showPublished(const Prompt &prompt);
    void restoreDraft(const Draft &draft, const Prompt &latest);
    void draftWithoutPrompt(const Draft &draft);
    void loadDraftBase(const Version &base);
    void loadFailed(const Error &error);
    [[nodiscard]] QAction *restoreFromBackup();
    [[nodiscard]] QAction *checkLibrary(const Error &error);
    void sayDamaged(MessageBar::Kind kind, const Error &error);
    void showVersion(const Version &version);
    void versionLoaded(Result<Prompt> prompt);
    void backToLatest();
    void editOldVersion();
    void refreshed(Result<Prompt> prompt);
    void takeNewer(const Prompt &prompt);
    void vanished();
    void becomeReady();

    // ---- content
    bool showBytes(const QByteArray &bytes);
    void setBase(const std::optional<Version> &version, const QByteArray &bytes);
    void textChanged();
    void setHasDraft(bool has);
    void writeDraft();
    void countChanges();
    void updateHeader();
    void updateReadOnly();
    void sayNewer(const Version &version, const QByteArray &content);
    [[nodiscard]] bool isBase(const QByteArray &bytes) const; ///< whether these are what the text is based on
    [[nodiscard]] bool differsFromBase() const;
    [[nodiscard]] std::optional<Name> targetName() const;

    LibrarySession *m_session;
    DraftKeeper *m_keeper;
    std::shared_ptr<TaskRunner> m_runner;
    std::shared_ptr<const Clock> m_clock;

    DocumentHeader *m_header = nullptr;
    MessageBar *m_messages = nullptr;
    VersionBanner *m_banner = nullptr;
    QStackedLayout *m_stack = nullptr;
    QLabel *m_hint = nullptr;
    EmptyState *m_failure = nullptr;
    QSplitter *m_splitter = nullptr;
    PromptEditor *m_editor = nullptr;
    MarkdownPreview *m_preview = nullptr;

    State m_state = State::Loading;
    ViewMode m_mode = ViewMode::Split;
    std::optional<Name> m_name;
    QString m_key;
    std::optional<Version> m_base;
    QString m_baseText;
    TextForm m_baseForm;
    TextForm m_form;
    QByteArray m_shownBytes;  // of a content that cannot be edited
    QString m_readOnlyReason; // of the content
    std::optional<Version> m_oldVersion;
    QByteArray m_copyOfOld; // to become the draft's text once the latest is loaded
    bool m_hasCopyOfOld = false;
    bool m_hasDraft = false;
    std::optional<Draft> m_kept; // what the keeper was given last, or was loaded
    std::optional<QDateTime> m_draftSavedAt;
    bool m_isUnwritten = false;
    bool m_isMissing = false; // removed from the library while open
    bool m_confirmsSave = false;
    bool m_isSynchronized = true;
    int m_changes = 0;
    int m_words = -1;
    int m_wantedLine = 0;
    qint64 m_wantedCursor = -1;

    QTimer m_hintDelay;
    QTimer m_draftDelay;
    QTimer m_changesDelay;
    QTimer m_retryDelay;
    Task<Prompt> m_fetch;
    Task<Prompt> m_fetchBase;
    Task<Prompt> m_refresh;
    Task<Draft> m_loadDraft;
    Task<int> m_count;
    std::optional<Result<Prompt>> m_fetched;
    std::optional<Result<Draft>> m_draft;
};

} // namespace pulse::ui
