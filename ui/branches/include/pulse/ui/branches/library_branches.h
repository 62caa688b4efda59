// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QObject>
#include <QPointer>

namespace pulse::ui {

/// The branches of an open library, known in the GUI thread and changed on its workers. The session must outlive it.
class LibraryBranches : public QObject
{
    Q_OBJECT

public:
    using Branch = BranchStorage::Branch;
    using Merge = BranchStorage::Merge;

    explicit LibraryBranches(LibrarySession *session, QObject *parent = nullptr);
    ~LibraryBranches() override;

    /// Whether a library has any.
    [[nodiscard]] static bool hasBranches(const LibrarySession &session);
    [[nodiscard]] LibrarySession *session() const { return m_session; }
    /// As they were read last, the current one first, then by name.
    [[nodiscard]] const std::vector<Branch> &branches() const { return m_branches; }
    [[nodiscard]] QString current() const; ///< empty while it is not known
    void reload();

    /// From the current one; works on it from then on.
    [[nodiscard]] Task<void> create(const QString &name);
    [[nodiscard]] Task<void> switchTo(const QString &name);
    [[nodiscard]] Task<std::vector<BranchStorage::Difference>> compare(const QString &first, const QString &second);
    /// Into the current one.
    [[nodiscard]] Task<Merge> merge(const QString &name, const BranchStorage::Choices &choices);

signals:
    void changed();
    void failed(const pulse::Error &error);

private:
    template <typename T, typename Use>
    [[nodiscard]] Task<T> change(Use use);

    QPointer<LibrarySession> m_session;
    std::vector<Branch> m_branches;
    Task<std::vector<Branch>> m_loading;
};

} // namespace pulse::ui
