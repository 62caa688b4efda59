// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/replica_stack.h"

#include "pulse/crypto/checksum.h"
#include "pulse/layers/read_only.h"
#include "pulse/replica/replica.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

// By what identifies the library, so that a profile may get another name, and one that is pointed elsewhere gets a
// replica of its own.
QString folderOf(const LibraryProfile &profile, const QString &dataFolder)
{
    const auto endpoint = profile.settings.find(u"endpoint"_s);
    const QString identity = profile.url.adjusted(QUrl::StripTrailingSlash).toString(QUrl::FullyEncoded) + u'\n' +
                             (endpoint == profile.settings.end() ? QString() : endpoint->second);
    return dataFolder + "/replicas/"_L1 + Checksum::of(identity.toUtf8()).hex().first(32);
}

} // namespace

bool hasReplica(const LibraryProfile &profile)
{
    static const QStringList schemes{u"s3"_s, u"http"_s, u"https"_s};
    return schemes.contains(profile.url.scheme()) && !(profile.layers && profile.layers->isEmpty());
}

Result<std::shared_ptr<Storage>> openReplica(const StorageRegistry &registry, const LibraryProfile &profile,
                                             OpenOptions home, const QString &dataFolder, const QString &offline)
{
    const QString folder = folderOf(profile, dataFolder);
    if (!QDir().mkpath(folder))
        return failure(
            ErrorCode::PermissionDenied, u"open"_s, folder,
            u"The folder “%1” for the library's replica cannot be made. Check who may write there."_s.arg(folder));
    OpenOptions here;
    here.mode = OpenOptions::Mode::CreateIfNone;
    here.author = home.author;
    here.clock = home.clock;
    auto local = registry.open(QUrl::fromLocalFile(folder + "/library"_L1), here);
    if (!local)
        return local;
    ReplicaOptions options;
    options.local = *std::move(local);
    const std::stop_token opening = home.stop;
    home.stop = {}; // it is opened whenever it is first needed, which has a stop of its own
    home.progress = {};
    options.openHome = [registry, url = profile.url, home](const std::stop_token &stop) {
        OpenOptions now = home;
        now.stop = stop;
        return registry.open(url, now);
    };
    options.offline = offline;
    options.home = profile.url;
    options.backend = profile.url.scheme() == "s3"_L1 ? u"s3"_s : u"webdav"_s;
    options.folder = folder + "/state"_L1;
    options.fs = realFs();
    options.clock = home.clock;
    options.writeThrough = profile.writeThrough;
    auto replica = makeReplica(std::move(options), opening);
    if (!replica || !profile.readOnly)
        return replica;
    return makeReadOnlyLayer(*std::move(replica),
                             u"The library “%1” is configured as read-only (read-only = true)."_s.arg(profile.name));
}

} // namespace pulse
