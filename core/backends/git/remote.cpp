// SPDX-License-Identifier: Apache-2.0
#include "remote.h"

#include "opening.h"
#include "pulse/fs/file_io.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

// A hostile configuration of a repository must not send us through rewritten addresses (url.*.insteadOf).
constexpr unsigned remoteFlags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;

git_strarray arrayOf(QByteArray &text, char *&pointer)
{
    pointer = text.data();
    return {&pointer, 1};
}

} // namespace

Result<std::optional<Remote::Place>> Remote::of(const Repository &repository, const QByteArray &branch,
                                                const Call &call)
{
    const QByteArray name = branch.sliced(QByteArrayLiteral("refs/heads/").size());
    QString remote = repository.config(("branch." + name + ".remote").constData());
    QString home = repository.config(("branch." + name + ".merge").constData());
    // A branch that was made here goes to the one of the same name.
    if (remote.isEmpty() && !repository.config("remote.origin.url").isEmpty())
        remote = u"origin"_s;
    if (remote.isEmpty() || remote == u".")
        return std::nullopt;
    if (home.isEmpty())
        home = QString::fromUtf8(branch);
    const QString url = repository.config(("remote." + remote.toUtf8() + ".url").constData());
    int isValid = 0;
    if (url.isEmpty() || git_remote_name_is_valid(&isValid, remote.toUtf8().constData()) < 0 || isValid == 0 ||
        !home.startsWith(u"refs/heads/"))
        return std::nullopt;
    auto address = RemoteAddress::parse(url, call);
    if (!address)
        return failure(std::move(address));
    return Place{remote, *std::move(address), home.toUtf8(), branch};
}

QByteArray Remote::trackingRefOf(const Place &place)
{
    return "refs/remotes/" + place.name.toUtf8() + '/' + place.homeRef.sliced(QByteArrayLiteral("refs/heads/").size());
}

Result<RemotePtr> Remote::open(git_repository *repository, const Call &call) const
{
    git_remote_create_options options = GIT_REMOTE_CREATE_OPTIONS_INIT;
    options.repository = repository;
    options.flags = remoteFlags;
    git_remote *made = nullptr;
    if (const int code = git_remote_create_with_opts(&made, m_place.address.forGit().constData(), &options); code < 0)
        return gitFailure(call, code, u"The remote could not be used"_s);
    return RemotePtr(made);
}

Result<Remote::Fetched> Remote::fetch(const Call &call, const ProgressSink &progress, const std::stop_token &stop) const
{
    const auto lease = m_repository.lease(call);
    if (!lease)
        return failure(lease);
    const auto remote = open(lease->get(), call);
    if (!remote)
        return failure(remote);
    RemoteAccess access(m_place.address, m_options, call, progress, stop);
    git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
    access.fillIn(options.callbacks);
    options.prune = GIT_FETCH_NO_PRUNE; // what is gone there is not gone here
    options.update_fetchhead = 0;
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    options.proxy_opts.type = GIT_PROXY_AUTO;
    QByteArray spec = "+refs/heads/*:refs/remotes/" + m_place.name.toUtf8() + "/*";
    char *pointer = nullptr;
    const git_strarray specs = arrayOf(spec, pointer);
    if (const int code = git_remote_fetch(remote->get(), &specs, &options, "fetch"); code < 0)
        return access.explain(code);
    access.accepted();
    Fetched fetched{.tip = {}, .isEmpty = true, .bytes = access.bytesReceived()};
    const git_remote_head **heads = nullptr;
    size_t count = 0;
    if (const int code = git_remote_ls(&heads, &count, remote->get()); code < 0)
        return access.explain(code);
    for (size_t i = 0; i < count; ++i) {
        const QByteArray name(heads[i]->name);
        fetched.isEmpty = fetched.isEmpty && !name.startsWith("refs/heads/");
        if (name == m_place.homeRef)
            fetched.tip = Oid::from(heads[i]->oid);
    }
    return fetched;
}

Result<Remote::Pushed> Remote::push(const Oid &from, const Oid &to, Writer &writer, const Call &call,
                                    const ProgressSink &progress, const std::stop_token &stop) const
{
    if (m_place.address.isLocal())
        return pushToFolder(from, to, writer, call, stop);
    const auto lease = m_repository.lease(call);
    if (!lease)
        return failure(lease);
    const auto remote = open(lease->get(), call);
    if (!remote)
        return failure(remote);
    RemoteAccess access(m_place.address, m_options, call, progress, stop);
    git_push_options options = GIT_PUSH_OPTIONS_INIT;
    access.fillIn(options.callbacks);
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    options.proxy_opts.type = GIT_PROXY_AUTO;
    // Without a plus: libgit2 refuses what is no fast-forward, and the server compares with the value that it told us.
    QByteArray spec = m_place.branch + ':' + m_place.homeRef;
    char *pointer = nullptr;
    const git_strarray specs = arrayOf(spec, pointer);
    const int code = git_remote_push(remote->get(), &specs, &options);
    if (code == GIT_ENONFASTFORWARD)
        return Pushed::Overtaken;
    if (code < 0)
        return access.explain(code);
    if (access.refusal().isEmpty()) {
        access.accepted();
        return Pushed::Done;
    }
    const QString &why = access.refusal();
    const bool isOvertaken = why.contains(u"fast") || why.contains(u"failed to update ref") || why.contains(u"lock") ||
                             why.contains(u"fetch first") || why.contains(u"stale");
    if (isOvertaken)
        return Pushed::Overtaken;
    return call.fails(ErrorCode::PermissionDenied,
                      u"%1 refused the change: %2. Ask whoever looks after it."_s.arg(m_place.address.shown(), why));
}

Result<void> Remote::sendPack(const Repository &home, const Oid &from, const Oid &to, const Call &call) const
{
    const auto lease = m_repository.lease(call);
    if (!lease)
        return failure(lease);
    git_revwalk *walking = nullptr;
    git_packbuilder *building = nullptr;
    int code = git_revwalk_new(&walking, lease->get());
    const RevwalkPtr walk(walking);
    const git_oid tip = to.toGit();
    const git_oid known = from.toGit();
    if (code == 0)
        code = git_revwalk_push(walk.get(), &tip);
    if (code == 0 && !from.isNull())
        code = git_revwalk_hide(walk.get(), &known);
    if (code == 0)
        code = git_packbuilder_new(&building, lease->get());
    const PackBuilderPtr pack(building);
    if (code == 0)
        code = git_packbuilder_insert_walk(pack.get(), walk.get());
    const QByteArray folder = home.place().gitFolder.toUtf8() + "/objects/pack";
    if (code == 0)
        code = git_packbuilder_write(pack.get(), folder.constData(), 0, nullptr, nullptr);
    if (code < 0)
        return gitFailure(call, code, u"The objects could not be written at home"_s);
    for (const QByteArray &path : {QByteArrayLiteral("objects/pack"), QByteArrayLiteral("objects")}) {
        const auto opened = pulse::open(home.fs(), home.gitFolder().get(), path, Fs::Access::Directory);
        const auto synced = opened ? home.fs().sync(opened->get()) : Sys<void>(std::unexpected(opened.error()));
        if (!synced)
            return call.fails(synced.error());
    }
    return {};
}

// libgit2 would overwrite the branch of a repository on this machine without comparing; here it moves as every branch
// does, by Refs.
Result<Remote::Pushed> Remote::pushToFolder(const Oid &from, const Oid &to, Writer &writer, const Call &call,
                                            const std::stop_token &stop) const
{
    const QString path = QDir::cleanPath(m_place.address.url.toLocalFile());
    const bool isBare = !QFileInfo::exists(path + u"/.git"_s);
    auto home = Repository::open({isBare ? path : path + u"/.git"_s, isBare ? QString() : path}, realFs(), call);
    if (!home)
        return failure(std::move(home));
    if (!isBare) {
        const auto current = (*home)->currentBranch(call);
        if (current && *current == m_place.homeRef)
            return call.fails(ErrorCode::PermissionDenied,
                              u"The repository at %1 has files of its own on this branch, which a push would leave "
                              "behind. Use a bare repository as the home."_s.arg(m_place.address.shown()));
    }
    const auto now = (*home)->readRef(m_place.homeRef, call);
    if (!now)
        return failure(now);
    if (*now != from)
        return Pushed::Overtaken;
    if (auto sent = sendPack(**home, from, to, call); !sent)
        return failure(std::move(sent));
    Writer homeWriter(**home, writer.parts());
    const auto moved = homeWriter.moveRef(m_place.homeRef, from, to, call, stop);
    if (!moved)
        return failure(moved);
    return *moved ? Pushed::Done : Pushed::Overtaken;
}

} // namespace pulse::git
