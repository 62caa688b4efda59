// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_connections.h"
#include "pulse/library/settings.h"
#include "pulse/ui/libraries/library_book.h"

#include <QTemporaryDir>
#include <atomic>
#include <condition_variable>
#include <mutex>

namespace pulse::test {

/// Connections that find what a test says, over profiles in a file of their own. Thread-safe.
class ConnectionsDouble final : public LibraryConnections
{
public:
    explicit ConnectionsDouble(std::shared_ptr<Settings> settings)
        : m_profiles(std::move(settings))
    {}

    std::vector<ConnectionStep> steps;              ///< what a check reports; set before it
    Result<void> outcome = {};                      ///< what it answers
    QString problem;                                ///< with the keychain
    mutable std::atomic<int> keychainQuestions = 0; ///< how often it was asked for
    std::vector<std::pair<LibraryProfile, KeepCredential>> kept;
    std::vector<Credential> keptCredentials;
    std::vector<std::optional<Credential>> checkedWith;
    std::vector<LibraryProfile> checked;
    QStringList forgotten;

    void hold(bool isHeld)
    {
        const std::scoped_lock lock(m_mutex);
        m_isHeld = isHeld;
        m_changed.notify_all();
    }

    [[nodiscard]] Profiles &profiles() const override { return m_profiles; }
    [[nodiscard]] Result<LibraryProfile> profileOf(const QUrl &url) const override
    {
        LibraryProfile profile;
        profile.url = url;
        return profile;
    }
    [[nodiscard]] std::vector<BackendOption> backendOptions(const QString &) const override { return {}; }
    [[nodiscard]] Result<void> check(const LibraryProfile &draft, const std::optional<Credential> &credential,
                                     const ConnectionReport &report, std::stop_token stop) const override
    {
        auto *self = const_cast<ConnectionsDouble *>(this);
        std::unique_lock lock(m_mutex);
        self->checkedWith.push_back(credential);
        self->checked.push_back(draft);
        for (const ConnectionStep &step : steps)
            report(step);
        if (!self->m_changed.wait(lock, stop, [this] { return !m_isHeld; }))
            return failure(ErrorCode::Cancelled, {}, {}, QStringLiteral("Stopped."));
        return outcome;
    }
    void setCredentialPrompt(std::shared_ptr<CredentialPrompt>) override {}
    [[nodiscard]] QString keychainProblem(std::stop_token) const override
    {
        ++keychainQuestions;
        return problem;
    }
    [[nodiscard]] Result<void> keepCredential(const LibraryProfile &profile, const Credential &credential,
                                              KeepCredential keep, std::stop_token) const override
    {
        auto *self = const_cast<ConnectionsDouble *>(this);
        const std::scoped_lock lock(m_mutex);
        self->kept.emplace_back(profile, keep);
        self->keptCredentials.push_back(credential);
        return {};
    }
    [[nodiscard]] Result<KeepCredential> keptCredential(const LibraryProfile &, std::stop_token) const override
    {
        return KeepCredential::Once;
    }
    [[nodiscard]] Result<void> forgetCredential(const LibraryProfile &profile, std::stop_token) const override
    {
        auto *self = const_cast<ConnectionsDouble *>(this);
        const std::scoped_lock lock(m_mutex);
        self->forgotten.append(profile.name);
        return {};
    }

private:
    mutable Profiles m_profiles;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_isHeld = false;
};

/// A book over such connections, and a folder for what it writes.
struct Book
{
    QTemporaryDir folder;
    std::shared_ptr<Settings> settings = std::make_shared<Settings>(folder.filePath(QStringLiteral("pulse.conf")));
    std::shared_ptr<ConnectionsDouble> connections = std::make_shared<ConnectionsDouble>(settings);
    std::shared_ptr<TaskRunner> runner = std::make_shared<TaskRunner>(2);
    ui::LibraryBook book{connections, settings, runner};

    [[nodiscard]] QByteArray file() const
    {
        QFile written(settings->path());
        return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
    }
};

} // namespace pulse::test
