// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/backups/restore_sheet.h"

#include "snapshot_chooser.h"
#include "snapshot_table.h"

#include "pulse/ui/common/format.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTreeWidget>

namespace pulse::ui {
using namespace Qt::StringLiterals;

RestoreSheet::RestoreSheet(LibraryBackups *backups, SnapshotInfo snapshot, BackupStore::LibraryMaker maker,
                           QWidget *parent)
    : WorkSheet(tr("Restore from the backup of %1").arg(snapshotTime(snapshot)),
                {tr("Version"), tr("Size"), tr("What happens")}, tr("What will be restored"), 2, parent)
    , m_backups(backups)
    , m_snapshot(std::move(snapshot))
    , m_maker(std::move(maker))
    , m_everything(new QRadioButton(tr("&Everything in it"), this))
    , m_chosen(new QRadioButton(tr("&Chosen prompts and versions"), this))
    , m_inPlace(new QRadioButton(tr("Into &this library"), this))
    , m_aside(new QRadioButton(tr("Aside, into a &new library:"), this))
    , m_folder(new QLineEdit(this))
    , m_browse(new QPushButton(tr("Choose…"), this))
    , m_chooser(new SnapshotChooser(this))
{
    addParts();
    connectParts();
    resize(720, 560);
    m_delay.setSingleShot(true);
    m_delay.setInterval(200);
    look();
}

RestoreSheet::~RestoreSheet() = default;

QTreeWidget *RestoreSheet::chooser() const
{
    return m_chooser->tree();
}

void RestoreSheet::addParts()
{
    auto *what = new QButtonGroup(this);
    what->addButton(m_everything);
    what->addButton(m_chosen);
    auto *where = new QButtonGroup(this);
    where->addButton(m_inPlace);
    where->addButton(m_aside);
    m_everything->setChecked(true);
    m_inPlace->setChecked(true);
    const bool writable = m_backups && m_backups->session() && !m_backups->session()->isReadOnly();
    m_inPlace->setEnabled(writable);
    m_aside->setVisible(m_maker != nullptr);
    m_folder->setVisible(m_maker != nullptr);
    m_browse->setVisible(m_maker != nullptr);
    if (!writable)
        m_aside->setChecked(true);
    m_folder->setAccessibleName(tr("Folder of the new library"));
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString title = m_backups && m_backups->session() ? m_backups->session()->title() : QString();
    m_folder->setText(QDir::toNativeSeparators(
        documents + u'/' + tr("%1 restored").arg(title.isEmpty() ? u"Library"_s : title).replace(u'/', u'-')));
    auto *grid = new QGridLayout;
    grid->setSpacing(innerSpacing);
    grid->addWidget(m_everything, 0, 0);
    grid->addWidget(m_chosen, 0, 1, 1, 2);
    grid->addWidget(m_chooser, 1, 0, 1, 4);
    grid->addWidget(m_inPlace, 2, 0);
    grid->addWidget(m_aside, 3, 0);
    grid->addWidget(m_folder, 3, 1, 1, 2);
    grid->addWidget(m_browse, 3, 3);
    grid->setColumnStretch(1, 1);
    m_chooser->hide();
    addChoices(grid);
}

void RestoreSheet::connectParts()
{
    connect(m_everything, &QRadioButton::toggled, this, [this](bool all) {
        m_chooser->setVisible(!all);
        if (!all && m_chooser->tree()->topLevelItemCount() == 0)
            loadPrompts();
        changed();
    });
    connect(m_inPlace, &QRadioButton::toggled, this, &RestoreSheet::changed);
    connect(m_folder, &QLineEdit::textEdited, this, [this] {
        m_aside->setChecked(true);
        changed();
    });
    connect(m_browse, &QPushButton::clicked, this, &RestoreSheet::chooseFolder);
    connect(m_chooser, &SnapshotChooser::selectionChanged, this, &RestoreSheet::changed);
    connect(&m_delay, &QTimer::timeout, this, &RestoreSheet::look);
}

void RestoreSheet::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Choose an empty folder for the new library"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_folder->setText(QDir::toNativeSeparators(path));
        m_aside->setChecked(true);
        changed();
    });
    dialog->open();
}

void RestoreSheet::loadPrompts()
{
    m_loading = m_backups
                    ->run([id = m_snapshot.id](BackupStore &store, Library &, std::stop_token stop) {
                        return store.contents(id, std::move(stop));
                    })
                    .then(this, [this](const Result<std::vector<SnapshotPrompt>> &prompts) {
                        if (prompts)
                            m_chooser->setPrompts(*prompts);
                        else
                            showProblem(prompts.error());
                    });
}

RestoreSelection RestoreSheet::selection() const
{
    return m_everything->isChecked() ? RestoreSelection() : m_chooser->selection();
}

void RestoreSheet::changed()
{
    if (isWorking())
        return;
    setMain(tr("Restore"), false);
    m_planning = {};
    m_delay.start();
}

void RestoreSheet::look()
{
    if (!m_backups || isWorking())
        return;
    if (m_chosen->isChecked() && m_chooser->isNothingTicked()) {
        endLooking();
        showLines({});
        say(tr("Tick what is to be restored."));
        setMain(tr("Restore"), false);
        return;
    }
    if (m_aside->isChecked()) {
        showAside();
        return;
    }
    auto work = [id = m_snapshot.id, selection = selection(), sink = beginLooking(tr("Comparing with what is there…"))](
                    BackupStore &store, Library &library, std::stop_token stop) {
        return store.planRestore(library.storage(), id, selection, sink, std::move(stop));
    };
    m_planning = m_backups->run(std::move(work)).then(this, [this](const Result<RestorePlan> &plan) {
        endLooking();
        if (plan)
            showPlan(*plan);
        else
            tellEarlyEnd(plan.error(), {}, tr("The backup cannot be restored."));
    });
}

void RestoreSheet::showAside()
{
    endLooking();
    showLines({});
    const QString folder = m_folder->text().trimmed();
    if (!QDir::isAbsolutePath(folder)) {
        say(tr("Write the whole path of the folder for the new library."));
        setMain(tr("Restore"), false);
        return;
    }
    const RestoreSelection chosen = selection();
    const QLocale locale;
    say(chosen.isEverything() ? tr("A new library with all %1 prompts is made. This one is not touched.")
                                    .arg(locale.toString(m_snapshot.prompts))
                              : tr("A new library with what is ticked is made. This one is not touched."));
    setMain(tr("Restore"), true);
}

void RestoreSheet::showPlan(const RestorePlan &plan)
{
    std::vector<LineTable::Line> lines;
    for (const RestoreItem &item : plan.items) {
        if (item.action == RestoreItem::Action::Unchanged)
            continue;
        const bool replaces = item.action == RestoreItem::Action::Replace;
        lines.push_back({.cells = {item.key.toString(), fileSize(item.size),
                                   item.action == RestoreItem::Action::Create ? tr("Comes back")
                                   : replaces ? tr("Replaces what is there, which goes to the trash")
                                              : tr("Its tags and description are put back")},
                         .toolTip = item.reason,
                         .isProblem = replaces,
                         .isQuiet = false,
                         .number = 1});
    }
    for (const RestoreLabel &label : plan.labels)
        lines.push_back(
            {.cells = {label.name.toString(),
                       {},
                       label.before
                           ? tr("The label “%1” moves from %2 to %3")
                                 .arg(label.label.toString(), label.before->toString(), label.version.toString())
                           : tr("The label “%1” is put on %2").arg(label.label.toString(), label.version.toString())},
             .toolTip = {},
             .isProblem = false,
             .isQuiet = false});
    showLines(std::move(lines));
    const QLocale locale;
    if (!plan.changesSomething()) {
        say(tr("Everything is there as the backup has it. There is nothing to restore."));
    } else {
        const QString counts =
            tr("New: %1, replaced: %2, tags and descriptions: %3, labels: %4. What is newer stays.")
                .arg(locale.toString(plan.create), locale.toString(plan.replace), locale.toString(plan.update),
                     locale.toString(static_cast<qint64>(plan.labels.size())));
        say(plan.overwrites() ? counts + u' ' + tr("A backup of the library as it is now is taken first.") : counts);
    }
    setMain(tr("Restore"), plan.changesSomething());
}

void RestoreSheet::act()
{
    if (!m_restoredTo.isEmpty()) {
        emit openLibraryRequested(m_restoredTo);
        accept();
        return;
    }
    if (!m_backups || isWorking())
        return;
    for (QWidget *choice :
         std::initializer_list<QWidget *>{m_everything, m_chosen, m_inPlace, m_aside, m_folder, m_browse, m_chooser})
        choice->setEnabled(false);
    const RestoreSelection chosen = selection();
    const QString folder = m_aside->isChecked() ? QDir::cleanPath(m_folder->text().trimmed()) : QString();
    BackupOptions safety;
    safety.isSafety = true;
    safety.note = tr("before restoring the backup of %1").arg(snapshotTime(m_snapshot));
    auto work = [id = m_snapshot.id, chosen, folder, maker = m_maker, safety, sink = beginWork(tr("Restoring…"))](
                    BackupStore &store, Library &library, std::stop_token stop) mutable {
        if (!folder.isEmpty())
            return store.restoreAside(folder, maker, id, chosen, sink, std::move(stop));
        safety.author = library.policy().author;
        return store.restore(library.storage(), id, chosen, safety, sink, std::move(stop));
    };
    m_restoring = m_backups->run(std::move(work)).then(this, [this, folder](const Result<RestoreReport> &report) {
        if (report)
            m_restoredTo = folder;
        showOutcome(report);
        emit restored();
        endWork();
    });
}

void RestoreSheet::stopWork()
{
    m_restoring.requestStop();
}

void RestoreSheet::showOutcome(const Result<RestoreReport> &report)
{
    if (!report) {
        tellEarlyEnd(report.error(), tr("Stopped. Restoring again goes on where this ended."),
                     tr("Not everything was restored. Restoring again goes on where this ended."));
        return;
    }
    std::vector<LineTable::Line> lines;
    for (const RestoreReport::Failure &failure : report->failed)
        lines.push_back({.cells = {failure.subject, {}, failure.error.message()},
                         .toolTip = failure.error.message(),
                         .isProblem = true,
                         .isQuiet = false});
    showLines(std::move(lines));
    const QLocale locale;
    QString told =
        tr("Restored versions: %1, tags and descriptions: %2, labels: %3.")
            .arg(locale.toString(report->restored), locale.toString(report->updated), locale.toString(report->labels));
    if (!report->trashed.isEmpty())
        told += u' ' + tr("What was replaced is in the trash.");
    if (!report->failed.empty())
        told += u' ' + tr("Not restored: %1; the reasons are below.")
                           .arg(locale.toString(static_cast<qint64>(report->failed.size())));
    say(told);
    if (!m_restoredTo.isEmpty())
        setMain(tr("Open the new library"), true);
}

} // namespace pulse::ui
