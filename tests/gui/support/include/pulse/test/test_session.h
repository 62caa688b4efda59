// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <memory>

namespace pulse::test {

/// A library in memory, open in a session that is started: what a widget under test is given.
class TestSession
{
public:
    /// `protectedLabels` as the person configured them.
    explicit TestSession(const QStringList &protectedLabels = {});
    ~TestSession();

    /// Publishes a version directly; the process ends with a message when the library refuses.
    VersionKey publish(const QString &name, const QString &version, const QByteArray &content,
                       const QString &message = {}, const QStringList &tags = {});
    void setLabel(const QString &name, const QString &label, const QString &version);

    [[nodiscard]] LibrarySession *session() const { return m_session.get(); }
    [[nodiscard]] Library &library() const { return *m_library; }

private:
    std::shared_ptr<Library> m_library;
    std::shared_ptr<TaskRunner> m_runner;
    std::unique_ptr<LibrarySession> m_session;
};

} // namespace pulse::test
