// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/backups/mend_sheet.h"

#include "snapshot_table.h"

#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// Which backup holds a good copy of each: the newest one with the version, and with the right checksum where the
// library still knows it.
Result<std::vector<MendSheet::Holder>> findHolders(BackupStore &store, Library &library,
                                                   const std::vector<Finding> &findings, const ProgressSink &progress,
                                                   const std::stop_token &stop)
{
    std::vector<MendSheet::Holder> holders;
    std::vector<std::optional<Checksum>> known;
    for (const Finding &finding : findings) {
        holders.push_back({VersionKey{*finding.name, *finding.version}, std::nullopt});
        MetadataStorage *facts = library.capabilities().metadata;
        if (!facts) {
            known.emplace_back();
            continue;
        }
        const auto metadata = facts->metadata(*finding.name, *finding.version, stop);
        known.push_back(metadata ? std::optional(metadata->checksum) : std::nullopt);
    }
    const auto snapshots = store.list(stop);
    if (!snapshots)
        return std::unexpected(snapshots.error());
    auto missing = holders.size();
    for (qint64 done = 0; const SnapshotInfo &snapshot : *snapshots) {
        if (missing == 0)
            break;
        if (progress)
            progress({done++, std::ssize(*snapshots), snapshot.id});
        const auto prompts = store.contents(snapshot.id, stop);
        if (!prompts && prompts.error().code() == ErrorCode::Cancelled)
            return std::unexpected(prompts.error());
        if (!prompts)
            continue; // a backup that cannot be read holds nothing
        for (std::size_t i = 0; i < holders.size(); ++i) {
            if (holders[i].snapshot)
                continue;
            const auto prompt = std::ranges::find(*prompts, holders[i].key.name, &SnapshotPrompt::name);
            if (prompt == prompts->end())
                continue;
            const auto version = std::ranges::find(prompt->versions, holders[i].key.version, &Metadata::version);
            if (version == prompt->versions.end() || (known[i] && version->checksum != *known[i]))
                continue;
            holders[i].snapshot = snapshot;
            --missing;
        }
    }
    return holders;
}

} // namespace

MendSheet::MendSheet(LibraryBackups *backups, std::vector<Finding> findings, QWidget *parent)
    : WorkSheet(tr("Restore damaged versions"), {tr("Version"), tr("Good copy"), tr("Outcome")}, tr("Damaged versions"),
                2, parent)
    , m_backups(backups)
    , m_findings(std::move(findings))
{
    std::erase_if(m_findings, [](const Finding &finding) { return !finding.name || !finding.version; });
    look();
}

MendSheet::~MendSheet() = default;

void MendSheet::look()
{
    setMain(tr("Restore"), false);
    auto work = [findings = m_findings, sink = beginLooking(tr("Looking into the backups…"))](
                    BackupStore &store, Library &library, std::stop_token stop) {
        return findHolders(store, library, findings, sink, stop);
    };
    m_looking = m_backups->run(std::move(work)).then(this, [this](Result<std::vector<Holder>> found) {
        endLooking();
        if (found) {
            m_holders = *std::move(found);
            showPlan();
        } else if (found.error().code() == ErrorCode::NotFound) {
            say(tr("There is no backup of this library yet, so nothing can be restored from one."));
            setMain({}, false);
        } else {
            tellEarlyEnd(found.error(), {}, tr("The backups could not be read."));
            setMain({}, false);
        }
    });
}

void MendSheet::showPlan()
{
    std::vector<LineTable::Line> lines;
    qint64 held = 0;
    for (const Holder &holder : m_holders) {
        held += holder.snapshot ? 1 : 0;
        lines.push_back(
            {.cells = {holder.key.toString(),
                       holder.snapshot ? tr("Backup of %1").arg(snapshotTime(*holder.snapshot)) : tr("None"),
                       holder.snapshot ? tr("The damaged version goes to the trash")
                                       : tr("No backup holds this version")},
             .toolTip = {},
             .isProblem = !holder.snapshot,
             .isQuiet = false});
    }
    showLines(std::move(lines));
    const QLocale locale;
    const auto all = std::ssize(m_holders);
    if (held == 0)
        say(tr("No backup holds a good copy. What is damaged stays where it is."));
    else if (held == all)
        say(all == 1 ? tr("A good copy was found. It takes the place of the damaged version.")
                     : tr("Good copies of all %1 were found. They take the places of the damaged versions.")
                           .arg(locale.toString(all)));
    else
        say(tr("Good copies of %1 of %2 were found. The others stay as they are.")
                .arg(locale.toString(held), locale.toString(all)));
    setMain(held == 0 ? QString() : tr("Restore"), held > 0);
}

void MendSheet::act()
{
    if (!m_backups || isWorking())
        return;
    auto work = [findings = m_findings, sink = beginWork(tr("Restoring…"))](BackupStore &store, Library &library,
                                                                            std::stop_token stop) {
        return store.mendFromBackup(library.storage(), findings, sink, std::move(stop));
    };
    m_mending = m_backups->run(std::move(work)).then(this, [this](const Result<MendReport> &report) {
        if (report) {
            showOutcomes(*report);
        } else {
            tellEarlyEnd(report.error(), tr("Stopped. What was restored before that stays restored."),
                         tr("Not everything could be restored."));
        }
        emit mended();
        endWork();
    });
}

void MendSheet::stopWork()
{
    m_mending.requestStop();
}

void MendSheet::showOutcomes(const MendReport &report)
{
    std::vector<LineTable::Line> lines;
    for (const Holder &holder : m_holders) {
        LineTable::Line line{
            .cells = {holder.key.toString(),
                      holder.snapshot ? tr("Backup of %1").arg(snapshotTime(*holder.snapshot)) : tr("None")},
            .toolTip = {},
            .isProblem = false,
            .isQuiet = false};
        const auto failed = std::ranges::find(report.failed, holder.key.toString(), &RestoreReport::Failure::subject);
        if (std::ranges::find(report.mended, holder.key) != report.mended.end()) {
            line.cells.append(tr("Restored; the damaged one is in the trash"));
        } else if (failed != report.failed.end()) {
            line.cells.append(failed->error.message());
            line.toolTip = failed->error.message();
            line.isProblem = true;
        } else {
            line.cells.append(tr("No backup holds this version"));
            line.isProblem = true;
        }
        lines.push_back(std::move(line));
    }
    showLines(std::move(lines));
    const auto count = std::ssize(report.mended);
    say(count == 0   ? tr("Nothing could be restored.")
        : count == 1 ? tr("1 version was restored.")
                     : tr("%1 versions were restored.").arg(QLocale().toString(static_cast<qint64>(count))));
}

} // namespace pulse::ui
