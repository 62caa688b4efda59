// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/recovery/unsaved_work.h"

#include <QWidget>
#include <memory>

class QPushButton;

namespace pulse::ui {

class DraftRow;
class PageHeading;

/// What was typed and not published in one library: every draft, how it stands to what is published, and what can be
/// done with it. Changes nothing itself; nothing is lost by leaving it. GUI thread; drafts are compared by the
/// session's workers. The session must outlive the page.
class UnsavedWorkPage : public QWidget
{
    Q_OBJECT

public:
    /// So many rows at most; further drafts follow when those are done with.
    static constexpr int mostRows = 100;

    explicit UnsavedWorkPage(LibrarySession *session, QWidget *parent = nullptr);
    ~UnsavedWorkPage() override;

    /// Newest first. What is there already keeps its place and the focus.
    void setDrafts(std::vector<Draft> drafts);
    /// Whether the program ended without being told to before this was found.
    void setFoundAfterCrash(bool is);

    [[nodiscard]] LibrarySession *session() const;
    [[nodiscard]] std::vector<Draft> drafts() const;
    [[nodiscard]] QList<DraftRow *> rows() const; ///< as they stand
    [[nodiscard]] PageHeading *heading() const;
    [[nodiscard]] QPushButton *continueAllButton() const;

signals:
    void continueRequested(pulse::LibrarySession *session, const pulse::Draft &draft);
    void continueAllRequested(pulse::LibrarySession *session);
    /// Show how `content` (a draft) differs from that published version.
    void compareRequested(pulse::LibrarySession *session, const pulse::VersionKey &published,
                          const QByteArray &content);
    void discardRequested(pulse::LibrarySession *session, const pulse::Draft &draft);
    /// Takes a discardRequested back.
    void putBackRequested(pulse::LibrarySession *session, const pulse::Draft &draft);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
