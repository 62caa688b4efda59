// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/branches/library_branches.h"

#include <QCoreApplication>

namespace pulse::ui {
using namespace Qt::StringLiterals;

LibraryBranches::LibraryBranches(LibrarySession *session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(session, &LibrarySession::loaded, this, &LibraryBranches::reload);
    if (session->sync())
        connect(session->sync(), &LibrarySync::finished, this, &LibraryBranches::reload);
    reload();
}

LibraryBranches::~LibraryBranches() = default;

bool LibraryBranches::hasBranches(const LibrarySession &session)
{
    return session.library()->capabilities().branches != nullptr;
}

QString LibraryBranches::current() const
{
    const auto found = std::ranges::find(m_branches, true, &Branch::current);
    return found == m_branches.end() ? QString() : found->name;
}

void LibraryBranches::reload()
{
    if (!m_session)
        return;
    m_loading = m_session
                    ->run([](Library &library, std::stop_token stop) {
                        return library.capabilities().branches->branches(std::move(stop));
                    })
                    .then(this, [this](Result<std::vector<Branch>> found) {
                        if (!found) {
                            emit failed(found.error());
                            return;
                        }
                        m_branches = *std::move(found);
                        std::ranges::sort(m_branches, [](const Branch &a, const Branch &b) {
                            return a.current != b.current ? a.current : a.name < b.name;
                        });
                        emit changed();
                    });
}

/// What changes the library is told when it is done, even where nobody waits for its answer.
template <typename T, typename Use>
Task<T> LibraryBranches::change(Use use)
{
    return m_session->run([use = std::move(use), self = QPointer(this)](Library &library, std::stop_token stop) {
        Result<T> done = use(*library.capabilities().branches, std::move(stop));
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self] {
                if (!self || !self->m_session)
                    return;
                self->m_session->reload();
                self->reload();
            },
            Qt::QueuedConnection);
        return done;
    });
}

Task<void> LibraryBranches::create(const QString &name)
{
    return change<void>([name](BranchStorage &storage, const std::stop_token &stop) -> Result<void> {
        if (auto made = storage.createBranch(name, stop); !made)
            return made;
        return storage.switchBranch(name, stop);
    });
}

Task<void> LibraryBranches::switchTo(const QString &name)
{
    return change<void>(
        [name](BranchStorage &storage, std::stop_token stop) { return storage.switchBranch(name, std::move(stop)); });
}

Task<std::vector<BranchStorage::Difference>> LibraryBranches::compare(const QString &first, const QString &second)
{
    return m_session->run([first, second](Library &library, std::stop_token stop) {
        return library.capabilities().branches->compareBranches(first, second, std::move(stop));
    });
}

Task<LibraryBranches::Merge> LibraryBranches::merge(const QString &name, const BranchStorage::Choices &choices)
{
    return change<Merge>([name, choices](BranchStorage &storage, std::stop_token stop) {
        return storage.mergeBranch(name, choices, std::move(stop));
    });
}

} // namespace pulse::ui
