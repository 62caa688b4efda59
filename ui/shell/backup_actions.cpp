// SPDX-License-Identifier: Apache-2.0
#include "backup_actions.h"

#include "library_manager.h"
#include "status_bar.h"
#include "window_settings.h"

#include "pulse/ui/backups/backups_page.h"
#include "pulse/ui/backups/mend_sheet.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/document/document_area.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString backupMessageKey(const LibrarySession *session)
{
    return u"backup:"_s + session->info().url.toString();
}

} // namespace

BackupActions::BackupActions(Parts parts, std::shared_ptr<const Clock> clock, BackupStore::LibraryMaker maker,
                             QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_clock(std::move(clock))
    , m_maker(std::move(maker))
{
    connect(m_parts.libraries, &LibraryManager::opened, this, &BackupActions::follow);
    connect(m_parts.status, &StatusBar::stopRequested, this, [this] {
        for (const auto &[session, held] : m_held) {
            if (held.isScheduled)
                held.backups->stop();
        }
    });
}

BackupActions::~BackupActions()
{
    delete m_sheet;
}

// ---- settings

int BackupActions::hours() const
{
    return static_cast<int>(m_parts.settings->values().integer(setting::backupEveryHours));
}

KeepPolicy BackupActions::policy() const
{
    const Settings &values = m_parts.settings->values();
    return {.last = values.integer(setting::backupKeepLast),
            .hourly = 0,
            .daily = values.integer(setting::backupKeepDaily),
            .weekly = values.integer(setting::backupKeepWeekly),
            .monthly = values.integer(setting::backupKeepMonthly),
            .yearly = values.integer(setting::backupKeepYearly)};
}

// Every library has a folder of its own in the one that the person chose.
QString BackupActions::folderFor(const LibrarySession *session) const
{
    const QString chosen = m_parts.settings->values().text(setting::backupFolder);
    return chosen.isEmpty() ? defaultBackupFolder(session->info()).value_or(QString())
                            : chosen + u'/' + backupFolderName(session->info());
}

void BackupActions::applySettings(const QString &key)
{
    if (!key.isEmpty() && !key.startsWith("backup."_L1))
        return;
    for (auto &[session, held] : m_held) {
        const QString folder = folderFor(session);
        if (folder != held.backups->folder()) {
            held.backups->setFolder(folder);
            held.backups->refresh();
        }
        const bool begins = held.schedule->interval() == 0 && hours() > 0;
        held.schedule->setInterval(hours());
        if (begins)
            held.backups->refresh();
        showSchedule(held);
        if (held.page)
            held.page->setKeepPolicy(policy());
    }
}

// ---- libraries

BackupActions::Held &BackupActions::held(LibrarySession *session)
{
    Held &held = m_held[session];
    if (!held.backups) {
        held.backups = std::make_unique<LibraryBackups>(session, folderFor(session));
        held.schedule = std::make_unique<BackupSchedule>(m_clock);
        connectHeld(session, held);
        held.schedule->setInterval(hours());
    }
    return held;
}

void BackupActions::connectHeld(LibrarySession *session, Held &held)
{
    LibraryBackups *backups = held.backups.get();
    connect(backups, &LibraryBackups::changed, this, [this, session] {
        const auto at = m_held.find(session);
        if (at == m_held.end() || !at->second.backups->isLoaded())
            return;
        Held &mine = at->second;
        const SnapshotInfo *newest = mine.backups->newest();
        if (!mine.backups->problem())
            mine.schedule->setLast(newest ? std::optional(newest->takenAt) : std::nullopt);
        else if (mine.schedule->interval() > 0)
            tellTrouble(session, mine.backups->problem()->message());
        showSchedule(mine);
    });
    connect(backups, &LibraryBackups::finished, this,
            [this, session](const BackupReport &report, const std::optional<Error> &failure) {
                backupEnded(session, report, failure);
            });
    connect(backups, &LibraryBackups::progressed, this, [this, session](const Progress &progress) {
        if (const auto at = m_held.find(session); at != m_held.end() && at->second.isScheduled)
            m_parts.status->showProgress(tr("Backing up “%1”…").arg(session->title()), progress.done, progress.total);
    });
    connect(held.schedule.get(), &BackupSchedule::due, this, [this, session] { backupDue(session); });
}

// A backup that was missed waits until the library is on the screen.
void BackupActions::follow(LibrarySession *session)
{
    const auto begin = [this, session] {
        if (hours() > 0)
            held(session).backups->refresh();
    };
    if (session->isLoaded())
        begin();
    else
        connect(session, &LibrarySession::loaded, this, begin, Qt::SingleShotConnection);
}

void BackupActions::forget(LibrarySession *session)
{
    if (m_sheetSession == session)
        delete m_sheet;
    const auto at = m_held.find(session);
    if (at == m_held.end())
        return;
    m_parts.messages->dismiss(backupMessageKey(session));
    if (at->second.isScheduled)
        m_parts.status->hideProgress();
    if (at->second.page) {
        m_parts.document->closePage(at->second.page);
        delete at->second.page;
    }
    m_held.erase(at);
}

// ---- the schedule

void BackupActions::backupDue(LibrarySession *session)
{
    Held &mine = held(session);
    if (mine.backups->isBusy())
        return;
    mine.isScheduled = true;
    mine.schedule->started();
    m_parts.status->showProgress(tr("Backing up “%1”…").arg(session->title()), 0, 0);
    mine.backups->backUp();
}

void BackupActions::backupEnded(LibrarySession *session, const BackupReport &report,
                                const std::optional<Error> &failure)
{
    const auto at = m_held.find(session);
    if (at == m_held.end())
        return;
    Held &mine = at->second;
    const bool wasScheduled = std::exchange(mine.isScheduled, false);
    if (wasScheduled)
        m_parts.status->hideProgress();
    if (!failure && report.question == BackupReport::Question::None) {
        mine.schedule->succeeded(report.snapshot.takenAt);
        m_parts.messages->dismiss(backupMessageKey(session));
    } else if (wasScheduled) {
        mine.schedule->failed();
        if (!failure)
            tellTrouble(session, report.questionText);
        else if (failure->code() != ErrorCode::Cancelled)
            tellTrouble(session, failure->message());
    }
    showSchedule(mine);
}

void BackupActions::tellTrouble(LibrarySession *session, const QString &reason)
{
    m_parts.messages->post(backupMessageKey(session), MessageBar::Kind::Problem,
                           tr("The backup of “%1” that was due was not taken. %2").arg(session->title(), reason),
                           {{tr("Show backups"), [this, guard = QPointer(session)] {
                                 if (guard)
                                     showPage(guard);
                             }}});
}

void BackupActions::showSchedule(const Held &held) const
{
    if (held.page)
        held.page->showSchedule(hours(), held.schedule->nextAt());
}

// ---- pages and sheets

void BackupActions::showPage(LibrarySession *session)
{
    Held &mine = held(session);
    const bool isNew = !mine.page;
    if (isNew) {
        mine.page = new BackupsPage(mine.backups.get(), m_maker);
        mine.page->setKeepPolicy(policy());
        connectPage(session, mine.page);
    }
    m_parts.document->openPage(mine.page, tr("Backups: %1").arg(session->title()), icon("save"_L1),
                               tr("Backups of “%1”").arg(session->title()));
    showSchedule(mine);
    if (!isNew)
        mine.backups->refresh();
    mine.page->setFocus();
}

void BackupActions::connectPage(LibrarySession *session, BackupsPage *page)
{
    connect(page, &BackupsPage::scheduleChosen, this,
            [this](int every) { m_parts.settings->set(setting::backupEveryHours, QString::number(every)); });
    connect(page, &BackupsPage::folderChosen, this,
            [this](const QString &folder) { m_parts.settings->set(setting::backupFolder, folder); });
    connect(page, &BackupsPage::policyChosen, this, [this](const KeepPolicy &chosen) {
        m_parts.settings->set(setting::backupKeepLast, QString::number(chosen.last));
        m_parts.settings->set(setting::backupKeepDaily, QString::number(chosen.daily));
        m_parts.settings->set(setting::backupKeepWeekly, QString::number(chosen.weekly));
        m_parts.settings->set(setting::backupKeepMonthly, QString::number(chosen.monthly));
        m_parts.settings->set(setting::backupKeepYearly, QString::number(chosen.yearly));
    });
    connect(page, &BackupsPage::openLibraryRequested, this, &BackupActions::openLibraryRequested);
    connect(page, &BackupsPage::restored, this, [this, session] {
        session->reload();
        emit restored(session);
    });
}

void BackupActions::mend(LibrarySession *session, const std::vector<Finding> &findings)
{
    if (!m_sheet) {
        auto *sheet = new MendSheet(held(session).backups.get(), findings, m_parts.window);
        sheet->setAttribute(Qt::WA_DeleteOnClose);
        connect(sheet, &MendSheet::mended, this, [this, guard = QPointer(session)] {
            if (!guard)
                return;
            guard->reload();
            emit restored(guard);
        });
        m_sheet = sheet;
        m_sheetSession = session;
    }
    m_sheet->open();
    m_sheet->raise();
    m_sheet->activateWindow();
}

} // namespace pulse::ui
