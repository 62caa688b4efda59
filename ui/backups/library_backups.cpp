// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/backups/library_backups.h"

#include "pulse/ui/common/progress.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

LibraryBackups::LibraryBackups(LibrarySession *session, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    setFolder(folder);
}

LibraryBackups::~LibraryBackups() = default;

void LibraryBackups::setFolder(const QString &folder)
{
    const QString wanted =
        folder.isEmpty() && m_session ? defaultBackupFolder(m_session->info()).value_or(QString()) : folder;
    if (wanted == m_folder)
        return;
    m_folder = wanted;
    m_snapshots.clear();
    m_problem.reset();
    m_isLoaded = false;
    emit changed();
}

const SnapshotInfo *LibraryBackups::newest() const
{
    const QString library = m_session ? m_session->info().id : QString();
    const auto at = std::ranges::find_if(m_snapshots, [&library](const SnapshotInfo &snapshot) {
        return !snapshot.isSafety && snapshot.problem.isEmpty() && snapshot.libraryId == library;
    });
    return at == m_snapshots.end() ? nullptr : &*at;
}

void LibraryBackups::refresh()
{
    if (!m_session)
        return;
    m_listing = run([](BackupStore &store, Library &, std::stop_token stop) {
                    return store.list(std::move(stop));
                }).then(this, [this](Result<std::vector<SnapshotInfo>> list) {
        m_isLoaded = true;
        m_problem.reset();
        m_snapshots.clear();
        if (list)
            m_snapshots = *std::move(list);
        else if (list.error().code() != ErrorCode::NotFound)
            m_problem = list.error();
        emit changed();
    });
}

void LibraryBackups::backUp(const BackupOptions &options)
{
    if (m_isBusy || !m_session)
        return;
    m_isBusy = true;
    auto work = [folder = m_folder, options, sink = progressFor(this, [this](const Progress &progress) {
                                                 if (m_isBusy)
                                                     emit progressed(progress);
                                             })](Library &library, std::stop_token stop) -> Result<BackupReport> {
        const auto store = BackupStore::open(folder, BackupStore::Mode::CreateIfNone);
        if (!store)
            return std::unexpected(store.error());
        BackupOptions complete = options;
        if (complete.author.isEmpty())
            complete.author = library.policy().author;
        return (*store)->create(library.storage(), complete, sink, std::move(stop));
    };
    m_backingUp = m_session->run(std::move(work)).then(this, [this](const Result<BackupReport> &report) {
        m_isBusy = false;
        emit busyChanged();
        emit finished(report ? *report : BackupReport(), report ? std::nullopt : std::optional(report.error()));
        refresh();
    });
    emit busyChanged();
}

void LibraryBackups::stop()
{
    m_backingUp.requestStop();
}

} // namespace pulse::ui
