// SPDX-License-Identifier: Apache-2.0
#include "prune_sheet.h"

#include "snapshot_table.h"

#include "pulse/ui/common/format.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QSpinBox>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr int mostKept = 9999;
} // namespace

PruneSheet::PruneSheet(LibraryBackups *backups, const KeepPolicy &policy, QWidget *parent)
    : WorkSheet(tr("Remove old backups"), {tr("Backup"), tr("Versions"), tr("What happens")}, tr("Backups"), 2, parent)
    , m_backups(backups)
    , m_last(field(policy.last, tr("The newest")))
    , m_daily(field(policy.daily, tr("Daily")))
    , m_weekly(field(policy.weekly, tr("Weekly")))
    , m_monthly(field(policy.monthly, tr("Monthly")))
    , m_yearly(field(policy.yearly, tr("Yearly")))
{
    addRules();
    m_delay.setSingleShot(true);
    m_delay.setInterval(250);
    connect(&m_delay, &QTimer::timeout, this, &PruneSheet::look);
    setMain(tr("Remove"), false);
    look();
}

PruneSheet::~PruneSheet() = default;

QSpinBox *PruneSheet::field(qint64 value, const QString &name)
{
    auto *made = new QSpinBox(this);
    made->setRange(0, mostKept);
    made->setValue(static_cast<int>(std::clamp<qint64>(value, 0, mostKept)));
    made->setAccessibleName(name);
    connect(made, &QSpinBox::valueChanged, this, [this] {
        setMain(tr("Remove"), false);
        m_delay.start();
    });
    return made;
}

void PruneSheet::addRules()
{
    auto *column = new QVBoxLayout;
    column->setSpacing(innerSpacing);
    auto *words = new QLabel(tr("Keep so many backups of each kind. A backup stays when any rule wants it."), this);
    words->setWordWrap(true);
    column->addWidget(words);
    auto *row = new QHBoxLayout;
    row->setSpacing(innerSpacing);
    const std::array<std::pair<QString, QSpinBox *>, 5> rules{{{tr("&Newest:"), m_last},
                                                               {tr("&Daily:"), m_daily},
                                                               {tr("&Weekly:"), m_weekly},
                                                               {tr("&Monthly:"), m_monthly},
                                                               {tr("&Yearly:"), m_yearly}}};
    for (const auto &[text, spin] : rules) {
        auto *label = new QLabel(text, this);
        label->setBuddy(spin);
        row->addWidget(label);
        row->addWidget(spin);
        row->addSpacing(gridUnit);
    }
    row->addStretch(1);
    column->addLayout(row);
    addChoices(column);
}

KeepPolicy PruneSheet::policy() const
{
    return {.last = m_last->value(),
            .hourly = 0,
            .daily = m_daily->value(),
            .weekly = m_weekly->value(),
            .monthly = m_monthly->value(),
            .yearly = m_yearly->value()};
}

void PruneSheet::look()
{
    if (!m_backups || isWorking())
        return;
    if (policy().isEmpty()) {
        m_looking = {};
        endLooking();
        showLines({});
        say(tr("With every number at 0 nothing would be kept. Choose at least one backup to keep."));
        setMain(tr("Remove"), false);
        return;
    }
    auto work = [policy = policy(), sink = beginLooking(tr("Looking what would go…"))](BackupStore &store, Library &,
                                                                                       std::stop_token stop) {
        return store.prune(policy, true, sink, std::move(stop));
    };
    m_looking = m_backups->run(std::move(work)).then(this, [this](const Result<PruneReport> &report) {
        endLooking();
        if (report)
            show(*report, false);
        else
            tellEarlyEnd(report.error(), {}, tr("It could not be found out which backups would go."));
    });
}

void PruneSheet::show(const PruneReport &report, bool isDone)
{
    std::vector<LineTable::Line> lines;
    const auto add = [&](const std::vector<SnapshotInfo> &snapshots, const QString &what, bool isQuiet) {
        for (const SnapshotInfo &snapshot : snapshots)
            lines.push_back({.cells = {snapshotTime(snapshot), QLocale().toString(snapshot.versions), what},
                             .toolTip = exactTime(snapshot.takenAt),
                             .isProblem = false,
                             .isQuiet = isQuiet,
                             .number = 1});
    };
    add(report.removed, isDone ? tr("Removed") : tr("Will be removed"), false);
    add(report.kept, isDone ? tr("Kept") : tr("Stays"), true);
    showLines(std::move(lines));
    const auto count = std::ssize(report.removed);
    const QString number = QLocale().toString(static_cast<qint64>(count));
    const QString room = fileSize(report.freedBytes);
    if (count == 0)
        say(isDone ? tr("Nothing was removed.") : tr("These rules keep every backup there is."));
    else if (isDone)
        say((count == 1 ? tr("1 backup was removed; %1 freed.").arg(room)
                        : tr("%1 backups were removed; %2 freed.").arg(number, room)) +
            (report.waitsForReaders ? u' ' + tr("Part of the room is freed the next time, because somebody is just "
                                                "restoring.")
                                    : QString()));
    else
        say(count == 1 ? tr("1 backup would go, which frees at least %1.").arg(room)
                       : tr("%1 backups would go, which frees at least %2.").arg(number, room));
    setMain(isDone ? QString() : count == 1 ? tr("Remove 1 backup") : tr("Remove %1 backups").arg(number), count > 0);
}

void PruneSheet::act()
{
    if (!m_backups || isWorking() || policy().isEmpty())
        return;
    for (QSpinBox *spin : {m_last, m_daily, m_weekly, m_monthly, m_yearly})
        spin->setEnabled(false);
    auto work = [policy = policy(), sink = beginWork(tr("Removing…"))](BackupStore &store, Library &,
                                                                       std::stop_token stop) {
        return store.prune(policy, false, sink, std::move(stop));
    };
    m_pruning = m_backups->run(std::move(work)).then(this, [this](const Result<PruneReport> &report) {
        if (report)
            show(*report, true);
        else
            tellEarlyEnd(report.error(), tr("Stopped. What is kept is whole."),
                         tr("The old backups could not be removed."));
        emit pruned();
        endWork();
    });
}

void PruneSheet::stopWork()
{
    m_pruning.requestStop();
}

} // namespace pulse::ui
