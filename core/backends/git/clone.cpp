// SPDX-License-Identifier: Apache-2.0
#include "clone.h"

#include "opening.h"
#include "pulse/base/personal_folders.h"
#include "pulse/base/quote.h"
#include "pulse/fs/durable_file.h"
#include "pulse/fs/file_io.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

QString settingOf(const OpenOptions &options, const QString &name)
{
    const auto found = options.settings.find(name);
    return found == options.settings.end() ? QString() : found->second;
}

/// Makes one clone in a folder that nobody else uses; lives only for that.
class Cloning
{
public:
    Cloning(RemoteAddress address, const OpenOptions &options, QString folder, const Call &call)
        : m_address(std::move(address))
        , m_options(options)
        , m_folder(std::move(folder))
        , m_call(call)
    {}

    Result<void> run()
    {
        git_repository_init_options init = GIT_REPOSITORY_INIT_OPTIONS_INIT;
        init.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT;
        init.mode = 0700;
        init.initial_head = "main";
        git_repository *made = nullptr;
        if (const int code = git_repository_init_ext(&made, m_folder.toUtf8().constData(), &init); code < 0)
            return gitFailure(m_call, code, u"No copy of %1 could be made in “%2”"_s.arg(m_address.shown(), m_folder));
        m_repository.reset(made);
        git_remote *created = nullptr;
        if (const int code = git_remote_create(&created, m_repository.get(), "origin", m_address.forGit().constData());
            code < 0)
            return gitFailure(m_call, code, u"The address could not be kept in the clone"_s);
        RemotePtr(created).reset();
        if (auto fetched = fetch(); !fetched)
            return fetched;
        return checkOut();
    }

private:
    Result<void> fetch()
    {
        git_remote_create_options create = GIT_REMOTE_CREATE_OPTIONS_INIT;
        create.repository = m_repository.get();
        create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
        git_remote *opened = nullptr;
        if (const int code = git_remote_create_with_opts(&opened, m_address.forGit().constData(), &create); code < 0)
            return gitFailure(m_call, code, u"The remote could not be used"_s);
        const RemotePtr remote(opened);
        RemoteAccess access(m_address, m_options, m_call, m_options.progress, m_options.stop);
        git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
        access.fillIn(options.callbacks);
        options.update_fetchhead = 0;
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
        options.proxy_opts.type = GIT_PROXY_AUTO;
        QByteArray spec = "+refs/heads/*:refs/remotes/origin/*";
        char *pointer = spec.data();
        const git_strarray specs{&pointer, 1};
        if (const int code = git_remote_fetch(remote.get(), &specs, &options, "clone"); code < 0)
            return access.explain(code);
        access.accepted();
        const git_remote_head **heads = nullptr;
        size_t count = 0;
        (void)git_remote_ls(&heads, &count, remote.get());
        QByteArray first;
        for (size_t i = 0; i < count; ++i) {
            const QByteArray name(heads[i]->name);
            if (name == "HEAD" && heads[i]->symref_target != nullptr)
                m_branch = heads[i]->symref_target;
            if (name.startsWith("refs/heads/") && first.isEmpty())
                first = name;
        }
        m_isEmpty = first.isEmpty();
        if (!m_branch.startsWith("refs/heads/"))
            m_branch = first.isEmpty() ? QByteArrayLiteral("refs/heads/main") : first;
        return {};
    }

    Result<void> checkOut()
    {
        if (const QString wanted = settingOf(m_options, u"branch"_s); !wanted.isEmpty())
            m_branch = "refs/heads/" + wanted.toUtf8();
        const QByteArray name = m_branch.sliced(QByteArrayLiteral("refs/heads/").size());
        int isValid = 0;
        if (git_branch_name_is_valid(&isValid, name.constData()) < 0 || isValid == 0)
            return m_call.fails(ErrorCode::Invalid,
                                u"%1 is no name of a branch."_s.arg(quoted(QString::fromUtf8(name))));
        if (m_isEmpty && m_options.mode == OpenOptions::Mode::Existing)
            return m_call.fails(ErrorCode::NotFound,
                                u"The repository at %1 is empty. Make a new library in it, or check "
                                "the address."_s.arg(m_address.shown()));
        git_oid tip{};
        if (git_reference_name_to_id(&tip, m_repository.get(), ("refs/remotes/origin/" + name).constData()) == 0) {
            git_reference *made = nullptr;
            if (const int code =
                    git_reference_create(&made, m_repository.get(), m_branch.constData(), &tip, 0, "clone");
                code < 0)
                return gitFailure(m_call, code, u"The branch could not be made in the clone"_s);
            ReferencePtr(made).reset();
            // What was cloned is what the home is from now on compared with.
            if (git_reference_create(&made, m_repository.get(), ("refs/pulse/origin/" + name).constData(), &tip, 0,
                                     "clone") == 0)
                ReferencePtr(made).reset();
        } else if (!m_isEmpty) {
            return m_call.fails(ErrorCode::NotFound, u"The repository at %1 has no branch %2."_s.arg(
                                                         m_address.shown(), quoted(QString::fromUtf8(name))));
        }
        git_config *opened = nullptr;
        int code = git_repository_config(&opened, m_repository.get());
        const ConfigPtr config(opened);
        if (code == 0)
            code = git_config_set_string(config.get(), ("branch." + name + ".remote").constData(), "origin");
        if (code == 0)
            code = git_config_set_string(config.get(), ("branch." + name + ".merge").constData(), m_branch.constData());
        if (code == 0)
            code = git_repository_set_head(m_repository.get(), m_branch.constData());
        return code < 0 ? gitFailure(m_call, code, u"The clone could not be set up"_s) : Result<void>();
    }

    const RemoteAddress m_address;
    const OpenOptions &m_options;
    const QString m_folder;
    const Call &m_call;
    RepositoryPtr m_repository;
    QByteArray m_branch;
    bool m_isEmpty = true;
};

const QByteArray temporaryPrefix = QByteArrayLiteral(".tmp-");

// A folder in which a clone is being made; locked for as long as its maker lives.
Sys<Descriptor> makeBuilding(Fs &fs, const Descriptor &folder, const QByteArray &name)
{
    auto building = createDirectory(fs, folder.get(), name);
    if (!building)
        return building;
    if (const auto locked = fs.tryLock(building->get()); !locked) // a sweeper was in between
        return std::unexpected(locked.error());
    return building;
}

// What a program that was killed has left of a clone. Nothing of it can be used: a pack that was cut off is none.
void sweep(Fs &fs, const Descriptor &folder)
{
    const auto entries = fs.entries(folder.get());
    for (const DirectoryEntry &entry : entries ? *entries : std::vector<DirectoryEntry>()) {
        if (entry.type != EntryType::Directory || !entry.name.startsWith(temporaryPrefix))
            continue;
        const auto left = open(fs, folder.get(), entry.name, Fs::Access::Directory);
        if (!left || !fs.tryLock(left->get()))
            continue; // somebody is at work in it
        (void)removeTree(fs, folder.get(), entry.name);
        fs.unlock(left->get());
    }
}

} // namespace

Result<QString> cloneFolder(const RemoteAddress &address, const OpenOptions &options, const Parts &parts)
{
    const auto base =
        parts.clones.isEmpty()
            ? pulseFolder(PersonalFolder::Data).transform([](const QString &data) { return data + "/git"_L1; })
            : Result<QString>(parts.clones);
    if (!base)
        return base;
    const QByteArray key = address.url.toEncoded(QUrl::RemovePassword | QUrl::StripTrailingSlash) + '\n' +
                           settingOf(options, u"branch"_s).toUtf8();
    QString name = address.url.fileName();
    name.removeIf([](QChar c) { return c.unicode() > 127 || !(c.isLetterOrNumber() || c == u'-' || c == u'_'); });
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().first(20);
    return u"%1/%2%3.git"_s.arg(*base, name.isEmpty() ? name : name.left(40) + u'-', QString::fromLatin1(hash));
}

Result<QString> openClone(const RemoteAddress &address, const OpenOptions &options, const Parts &parts,
                          const Call &call)
{
    const auto wanted = cloneFolder(address, options, parts);
    if (!wanted)
        return wanted;
    const QString &path = *wanted;
    if (QFileInfo::exists(path))
        return path;
    const LibGit library;
    Fs &fs = *parts.fs;
    auto folder = openPrivateFolder(fs, QFileInfo(path).path());
    if (!folder)
        return call.fails(std::move(folder).error());
    sweep(fs, *folder);
    const QByteArray temporary = temporaryPrefix + parts.randomName();
    const auto lock = makeBuilding(fs, *folder, temporary);
    if (!lock)
        return call.fails(lock.error());
    const QString building = QFileInfo(path).path() + u'/' + QString::fromLatin1(temporary);
    auto cloned = Cloning(address, options, building, call).run();
    if (cloned)
        cloned = call.checkStop(options.stop);
    Sys<void> done;
    if (cloned)
        done = syncTree(fs, building);
    if (cloned && done)
        done = renameWithoutReplacing(fs, folder->get(), temporary, folder->get(), QFileInfo(path).fileName().toUtf8());
    if (cloned && done)
        done = fs.sync(folder->get());
    if (!cloned || !done)
        (void)removeTree(fs, folder->get(), temporary);
    if (!cloned)
        return failure(std::move(cloned));
    if (!done && !QFileInfo::exists(path)) // else another program was faster
        return call.fails(done.error());
    return path;
}

} // namespace pulse::git
