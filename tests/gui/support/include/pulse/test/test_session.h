// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <functional>
#include <memory>

namespace pulse::test {

/// A library in memory, open in a session that is started: what a widget under test is given.
class TestSession
{
public:
    /// `protectedLabels` as the person configured them.
    explicit TestSession(const QStringList &protectedLabels = {});
    using Wrap = std::function<std::shared_ptr<Storage>(std::shared_ptr<Storage>)>;
    /// What the library stands on is what `wrap` makes of the storage in memory.
    explicit TestSession(const Wrap &wrap, std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>());
    ~TestSession();

    /// Publishes a version directly; the process ends with a message when the library refuses.
    VersionKey publish(const QString &name, const QString &version, const QByteArray &content,
                       const QString &message = {}, const QStringList &tags = {});
    void setLabel(const QString &name, const QString &label, const QString &version);

    [[nodiscard]] LibrarySession *session() const { return m_session.get(); }
    [[nodiscard]] Library &library() const { return *m_library; }

private:
    void open(std::shared_ptr<Storage> storage, const QStringList &protectedLabels, std::shared_ptr<const Clock> clock);

    std::shared_ptr<Library> m_library;
    std::shared_ptr<TaskRunner> m_runner;
    std::unique_ptr<LibrarySession> m_session;
};

} // namespace pulse::test
