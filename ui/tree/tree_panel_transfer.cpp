// SPDX-License-Identifier: Apache-2.0
// Prompts out of the tree, and files, text and other prompts into it.
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "tree_mime.h"
#include "tree_panel_private.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {
const QString transferProblem = u"transfer"_s;
} // namespace

using Section = PromptTreeModel::Section;
using Kind = PromptTreeModel::Kind;

void PromptTreePanel::Private::dragOut()
{
    const QStringList refs = refsOf(selected(), true);
    if (!session || refs.isEmpty())
        return;
    dragExport.start(
        *session, refs, view,
        [this](const Error &error) { messages->post(transferProblem, MessageBar::Kind::Problem, error.message()); },
        [refs, url = session->info().url](QMimeData &data) { addPrompts(data, url, refs); });
}

void PromptTreePanel::Private::copyToClipboard()
{
    const QStringList refs = refsOf(selected(), true);
    if (!session || refs.isEmpty())
        return;
    copying = clipboardExport.prepare(*session, refs)
                  .then(q, [this, refs, url = session->info().url](const Result<ExportedFiles> &files) {
                      if (!files) {
                          messages->post(transferProblem, MessageBar::Kind::Problem, files.error().message());
                          return;
                      }
                      messages->dismiss(transferProblem);
                      auto data = DragExport::mimeData(*files);
                      addPrompts(*data, url, refs);
                      QGuiApplication::clipboard()->setMimeData(data.release());
                  });
}

void PromptTreePanel::Private::paste()
{
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    if (!data || !session)
        return;
    const QString folder = q->currentFolder();
    if (const auto refs = promptsIn(*data, session->info().url))
        operations->duplicate(*refs, folder);
    else if (!takeIn(*data, folder))
        messages->post(transferProblem, MessageBar::Kind::Information,
                       tr("What was copied cannot become a prompt. Copy text, or .md, .txt and .prompt files."));
}

bool PromptTreePanel::Private::takeIn(const QMimeData &data, const QString &folder)
{
    if (const QStringList paths = importablePaths(data); !paths.isEmpty()) {
        emit q->importRequested(paths, folder);
        return true;
    }
    if (!data.hasUrls() && data.hasText() && !data.text().isEmpty()) {
        emit q->importTextRequested(data.text(), folder);
        return true;
    }
    return false;
}

std::optional<TreeView::DropPlan> PromptTreePanel::Private::planDrop(const QDropEvent &event,
                                                                     const QModelIndex &index) const
{
    if (!session)
        return {};
    const bool ours = promptsIn(*event.mimeData(), session->info().url).has_value();
    if (ours && index.isValid() && model->section(index) == Section::Favourites)
        return TreeView::DropPlan{Qt::CopyAction, model->indexOf(Section::Favourites)};
    if (session->isReadOnly())
        return {};
    if (ours && index.isValid() && model->section(index) == Section::Trash)
        return TreeView::DropPlan{Qt::MoveAction, model->indexOf(Section::Trash)};
    if (index.isValid() && model->section(index) != Section::Prompts)
        return {};
    const QMimeData &data = *event.mimeData();
    if (!ours && importablePaths(data).isEmpty() && (data.hasUrls() || !data.hasText()))
        return {};
    QModelIndex target = index;
    if (target.isValid() && model->kind(target) == Kind::Prompt && !target.data(PromptTreeModel::FolderRole).toBool())
        target = target.parent();
    const bool copies = !ours || event.modifiers().testFlag(Qt::ControlModifier);
    return TreeView::DropPlan{copies ? Qt::CopyAction : Qt::MoveAction, target};
}

void PromptTreePanel::Private::drop(const QDropEvent &event, const QModelIndex &target)
{
    const auto refs = promptsIn(*event.mimeData(), session->info().url);
    const QString folder = folderOf(target);
    if (!refs) {
        takeIn(*event.mimeData(), folder);
    } else if (target.isValid() && model->section(target) == Section::Favourites) {
        for (const QString &ref : *refs) {
            if (bookmarks && !ref.endsWith(u'/'))
                bookmarks->setFavourite(ref, true);
        }
    } else if (target.isValid() && model->section(target) == Section::Trash) {
        operations->remove(*refs);
    } else if (event.dropAction() == Qt::CopyAction) {
        operations->duplicate(*refs, folder);
    } else {
        operations->move(*refs, folder);
    }
}

} // namespace pulse::ui
