// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_workshop.h"
#include "pulse/test/servers.h"

namespace pulse::test {

/// Gives one password, and counts.
class OnePassword final : public CredentialSource
{
public:
    explicit OnePassword(QString password)
        : m_password(std::move(password))
    {}
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        ++asked;
        places.append(request.place.toString());
        if (request.kind != CredentialRequest::Kind::Password || request.rejected)
            return std::nullopt;
        return Credential{GitServer::user(), m_password, {}};
    }
    void accepted(const CredentialRequest &, const Credential &) override { ++kept; }

    int asked = 0;
    int kept = 0;
    QStringList places;

private:
    const QString m_password;
};

/// A Git server with one repository, over https with a password and over ssh with a key, and clones of it.
class ServedGit
{
protected:
    static void ways()
    {
        QTest::addColumn<bool>("isSsh");
        QTest::newRow("https") << false;
        QTest::newRow("ssh") << true;
    }
    [[nodiscard]] OpenOptions options() const
    {
        OpenOptions options = makeOptions();
        options.settings = {{u"ca-file"_s, m_server->caFile()},
                            {u"known-hosts"_s, m_server->knownHosts()},
                            {u"ssh-key"_s, m_server->keyFile()}};
        options.credentials = m_password;
        return options;
    }
    [[nodiscard]] QUrl urlBy(bool isSsh) const { return isSsh ? m_server->sshUrl() : m_server->httpsUrl(); }
    /// Through a clone of its own.
    [[nodiscard]] Result<std::shared_ptr<Storage>> open(const QUrl &url, const OpenOptions &options,
                                                        const QString &clone = u"clones"_s) const
    {
        git::Parts parts = git::defaultParts();
        parts.clones = m_workshop->path(clone);
        return git::openLibrary(url, options, parts);
    }
    [[nodiscard]] static Result<SyncStorage::Report> sync(Storage &storage)
    {
        return storage.capabilities().synchronisation->synchronise({}, {}, {});
    }
    /// Puts a library of some size there.
    void fill(const QUrl &url) const
    {
        const auto library = open(url, options(), u"filling"_s);
        if (!library)
            qFatal("The library could not be made: %s", qUtf8Printable(library.error().toString()));
        std::vector<Prompt> prompts;
        for (int i = 0; i < 100; ++i)
            prompts.push_back(makePrompt(u"many/%1"_s.arg(i), u"1.0.0", QByteArray::number(i)));
        for (const auto &stored : (*library)->capabilities().batches->storeMany(prompts, {}, {}))
            VERIFY_OK(stored);
        VERIFY_OK(sync(**library));
    }
    [[nodiscard]] QStringList left(const QString &clones) const
    {
        return QDir(m_workshop->path(clones)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    void empty() const
    {
        const QString refs = m_server->repository() + u"/refs/heads"_s;
        QDir(refs).removeRecursively();
        QDir().mkpath(refs);
        QFile::remove(m_server->repository() + u"/packed-refs"_s);
    }

    void start() { m_server = std::make_unique<GitServer>(); }
    void begin()
    {
        m_workshop = std::make_unique<GitWorkshop>();
        m_password = std::make_shared<OnePassword>(GitServer::password());
        qunsetenv("SSH_AUTH_SOCK");
        empty();
    }

    std::unique_ptr<GitServer> m_server;
    std::unique_ptr<GitWorkshop> m_workshop;
    std::shared_ptr<OnePassword> m_password;
};

} // namespace pulse::test
