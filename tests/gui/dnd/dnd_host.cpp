// SPDX-License-Identifier: Apache-2.0
// A window with the tree of the library in the folder that the first argument names. The second may be `dark`.
#include "talker.h"

#include "pulse/backends/filesystem.h"
#include "pulse/library/import.h"
#include "pulse/ui/models/prompt_tree_model.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include <QApplication>
#include <QLineEdit>
#include <QPalette>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::ui;

namespace {

void answer(PromptTreePanel &panel, const QByteArray &line)
{
    const QByteArray argument = line.mid(line.indexOf(' ') + 1);
    const QModelIndex index = panel.model()->indexOfPath(QString::fromUtf8(argument));
    if (line.startsWith("where ")) {
        if (!index.isValid()) {
            Talker::say("nowhere");
            return;
        }
        panel.view()->scrollTo(index);
        const QPoint center = panel.view()->visualRect(index).center();
        Talker::sayPoint("at", panel.view()->viewport()->mapToGlobal(center));
    } else if (line.startsWith("filter ")) {
        panel.filter()->setText(QString::fromUtf8(argument));
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.value(2) == "dark"_L1)
        QApplication::setPalette(QPalette(QColor(0x2a, 0x2e, 0x32)));
    OpenOptions options;
    options.mode = OpenOptions::Mode::Existing;
    options.author = u"Ada"_s;
    options.clock = std::make_shared<SystemClock>();
    auto storage = openFilesystemLibrary(QUrl::fromLocalFile(arguments.value(1)), options);
    if (!storage)
        qFatal("%s", qUtf8Printable(storage.error().toString()));
    const auto library = std::make_shared<Library>(*storage, LibraryPolicy{u"Ada"_s, {}}, options.clock);
    LibrarySession session(library, std::make_shared<TaskRunner>(2));
    LibraryBookmarks bookmarks(u"dnd"_s, arguments.value(1) + u".bookmarks"_s);

    PromptTreePanel panel;
    panel.setWindowFlag(Qt::FramelessWindowHint);
    panel.setGeometry(20, 20, 300, 460);
    QObject::connect(&panel, &PromptTreePanel::firstPainted, &panel, [] { Talker::say("painted"); });
    Task<ImportReport> importing;
    QObject::connect(
        &panel, &PromptTreePanel::importRequested, &panel, [&](const QStringList &paths, const QString &folder) {
            Talker::say("import " + folder.toUtf8() + ' ' + paths.join(u'|').toUtf8());
            importing = session
                            .run([paths, folder](Library &use, const std::stop_token &stop) -> Result<ImportReport> {
                                const ImportOptions into{
                                    .into = folder, .historyTable = {}, .tags = {}, .message = {}, .author = {}};
                                const auto plan = planImport(use, paths, into, {}, stop);
                                if (!plan)
                                    return failure(plan);
                                return runImport(use, *plan, into, {}, stop);
                            })
                            .then(&panel, [](const Result<ImportReport> &report) {
                                Talker::say(report ? "imported " + QByteArray::number(report->created)
                                                   : report.error().toString().toUtf8());
                            });
        });
    Talker talker([&](const QByteArray &line) { answer(panel, line); });
    panel.setLibrary(&session, &bookmarks);
    session.start();
    panel.show();
    return QApplication::exec();
}
