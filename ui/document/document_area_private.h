// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "document_page.h"
#include "document_tabs.h"
#include "draft_keeper.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/editor/prompt_editor.h"
#include "pulse/ui/preview/markdown_preview.h"

#include <map>
#include <set>

class QStackedLayout;

namespace pulse::ui {

struct DocumentArea::Private
{
    struct Library
    {
        std::unique_ptr<DraftKeeper> keeper;
        std::set<QString> drafted; ///< names with a draft
        Task<std::vector<Draft>> list;
        std::map<QString, Task<Draft>> loads;
    };

    Private(Services given, DocumentArea *owner)
        : services(std::move(given))
        , area(owner)
    {}

    [[nodiscard]] Library &library(LibrarySession *session);
    [[nodiscard]] QList<DocumentPage *> pages() const;
    [[nodiscard]] DocumentPage *currentDocument() const;
    [[nodiscard]] DocumentPage *find(const LibrarySession *session, const Name &name) const;
    [[nodiscard]] DocumentPage *addPage(LibrarySession *session);
    void connectPage(DocumentPage *page);
    void show(QWidget *page, const QString &title, const QIcon &icon, const QString &toolTip);
    void pageChanged(DocumentPage *page);
    void currentMoved();
    void closeTab(int index);
    void takeZoom(int value);
    void noteDraft(LibrarySession *session, const Name &name, bool has);
    [[nodiscard]] QJsonObject entryOf(const DocumentPage &page) const;
    void openEntry(const QJsonObject &entry, LibrarySession *session);
    void openNewDraft(LibrarySession *session, const QString &key);
    void showNewDraft(LibrarySession *session, const Draft &draft, bool raises = true);
    [[nodiscard]] DocumentPage *showing(const LibrarySession *session, const QString &draftKey) const;
    void reportFlush();
    [[nodiscard]] static QString escapedTitle(const QString &title);

    Services services;
    DocumentArea *area;
    QStackedLayout *stack = nullptr;
    DocumentTabs *tabs = nullptr;
    QWidget *nothing = nullptr;
    std::map<LibrarySession *, Library> libraries;
    EditorOptions options;
    ViewMode mode = ViewMode::Split;
    int zoom = 0;
    bool isSynchronized = true;
    bool isClosing = false;
    bool isFlushing = false;
    QList<QJsonObject> closed; ///< the latest last
};

/// How tabs and drafts know a library across starts.
[[nodiscard]] QString libraryKey(const LibrarySession &session);

} // namespace pulse::ui
