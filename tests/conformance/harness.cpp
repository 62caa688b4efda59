// SPDX-License-Identifier: Apache-2.0
#include "harness.h"

#include "git_harnesses.h"
#include "object_harnesses.h"
#include "pulse/backends/filesystem.h"
#include "pulse/backends/memory.h"
#include "pulse/layers/cache.h"
#include "pulse/replica/replica.h"
#include "pulse/test/servers.h"
#include "pulse/test/temporary_library.h"
#include "remote_harnesses.h"
#include "stack_harnesses.h"
#include "webdav_harnesses.h"
#include "without_watching.h"

#include <QFile>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

const QStringList everything{u"batches"_s,  u"fingerprints"_s, u"inspection"_s, u"labels"_s,   u"metadata"_s,
                             u"renaming"_s, u"streams"_s,      u"trash"_s,      u"versions"_s, u"watching"_s};

// What removes in one step only what is still as it was seen; layers do not pass that on.
QStringList guardingRemovals(QStringList names)
{
    names.append(u"guarded removal"_s);
    names.sort();
    return names;
}

// What only a library on a disk has.
const QStringList everythingInGit = [] {
    QStringList names = everything + QStringList{u"branches"_s, u"changes"_s};
    names.sort();
    return names;
}();
// A cache does not pass on which prompts may have changed: what it keeps is told by the watch.
const QStringList cachedInGit = [] {
    QStringList names = everything + QStringList{u"branches"_s};
    names.sort();
    return names;
}();
const QStringList everythingOnDisk = everything.first(8) + QStringList{u"upgrades"_s} + everything.sliced(8);

// What a library of objects has: nothing tells it of changes by others, but it can ask for them.
const QStringList everythingInObjects =
    guardingRemovals(QStringList{u"batches"_s, u"changes"_s} + everything.sliced(1, 8));

QStringList without(const QString &capability)
{
    QStringList names = everything;
    names.removeAll(capability);
    return names;
}

// What the layer that refuses changes does not show.
const QStringList refusedByLayer{u"batches"_s, u"inspection"_s, u"renaming"_s, u"upgrades"_s};

QStringList synchronised(QStringList names)
{
    names.append(u"synchronisation"_s);
    names.sort();
    return names;
}

LibraryUnderTest makeInMemory()
{
    const MemoryBackend backend;
    const QUrl url(u"memory:conformance"_s);
    return {.open = [backend, url](const OpenOptions &options) { return backend(url, options); },
            .damage = [backend, url](const VersionKey &key) { return backend.damage(url, key); }};
}

LibraryUnderTest makeInFolder()
{
    const auto folder = std::make_shared<QTemporaryDir>();
    const QString path = folder->filePath(u"library"_s);
    return {.open =
                [folder, path](const OpenOptions &options) {
                    return openFilesystemLibrary(QUrl::fromLocalFile(path), options);
                },
            .damage =
                [folder, path](const VersionKey &key) {
                    return damageFile(
                        u"%1/prompts/%2/%3/content.md"_s.arg(path, key.name.toString(), key.version.toString()));
                }};
}

using Layering = std::function<std::shared_ptr<Storage>(std::shared_ptr<Storage>, const OpenOptions &)>;

std::function<LibraryUnderTest()> stacked(std::function<LibraryUnderTest()> beneath, Layering layer)
{
    return [beneath = std::move(beneath), layer = std::move(layer)] {
        LibraryUnderTest library = beneath();
        library.open = [open = library.open, layer](const OpenOptions &options) -> Result<std::shared_ptr<Storage>> {
            auto storage = open(options);
            if (!storage)
                return storage;
            return layer(*std::move(storage), options);
        };
        return library;
    };
}

std::shared_ptr<Storage> cache(std::shared_ptr<Storage> next, const OpenOptions &options)
{
    return makeCacheLayer(std::move(next), {}, options.clock);
}

// Room for two versions and few facts: everything is evicted all the time.
std::shared_ptr<Storage> tinyCache(std::shared_ptr<Storage> next, const OpenOptions &options)
{
    return makeCacheLayer(std::move(next), {.items = 2, .bytes = 8 * 1024, .timeToLive = {}}, options.clock);
}

std::shared_ptr<Storage> cacheWithoutWatching(std::shared_ptr<Storage> next, const OpenOptions &options)
{
    return cache(std::make_shared<WithoutWatching>(std::move(next)), options);
}

/// Worked on in `beneath`, with a home in memory that is sent to only when the suite asks for it: never.
std::function<LibraryUnderTest()> replicated(std::function<LibraryUnderTest()> beneath, bool writeThrough)
{
    return [beneath = std::move(beneath), writeThrough] {
        const auto folder = std::make_shared<QTemporaryDir>();
        const MemoryBackend homes;
        const auto keptHome = homes(QUrl(u"memory:home"_s), makeOptions()).value();
        return stacked(beneath, [folder, homes, keptHome, writeThrough](std::shared_ptr<Storage> local,
                                                                        const OpenOptions &options) {
            ReplicaOptions replica{
                .local = std::move(local),
                .openHome = [homes, options](std::stop_token) { return homes(QUrl(u"memory:home"_s), options); },
                .home = {},
                .backend = {},
                .folder = folder->filePath(u"replica"_s),
                .fs = realFs(),
                .clock = options.clock,
                .writeThrough = writeThrough};
            return makeReplica(std::move(replica), {}).value();
        })();
    };
}

} // namespace

bool damageFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || file.size() == 0)
        return false;
    const qint64 middle = file.size() / 2;
    char byte = 0;
    if (!file.seek(middle) || !file.getChar(&byte) || !file.seek(middle))
        return false;
    return file.putChar(static_cast<char>(byte ^ 1));
}

const std::vector<Harness> &harnesses()
{
    using Kind = WebdavServer::Kind;
    static const std::vector<Harness> all{
        {"memory", guardingRemovals(everything), makeInMemory},
        {"filesystem", everythingOnDisk, makeInFolder},
        {"git-worktree", everythingInGit, inRepository(u"library"_s)},
        {"git-bare", everythingInGit, inRepository(u"library.git"_s)},
        {"git-https", synchronised(everythingInGit), onGitServer(GitWay::Https), whyNoServers},
        {"git-ssh", synchronised(everythingInGit), onGitServer(GitWay::Ssh), whyNoServers},
        {"objects-conditional", everythingInObjects,
         inObjects({.createsOnce = true, .claims = false, .replacesMatching = true, .copies = true})},
        {"objects-creating", everythingInObjects,
         inObjects({.createsOnce = true, .claims = false, .replacesMatching = false, .copies = false})},
        {"objects-claims", everythingInObjects,
         inObjects({.createsOnce = false, .claims = true, .replacesMatching = false, .copies = true})},
        {"objects-single-writer", everythingInObjects, inObjects({})},
        {"cache-over-memory", everything, stacked(makeInMemory, cache)},
        {"cache-over-filesystem", everythingOnDisk, stacked(makeInFolder, cache)},
        {"tiny-cache-over-memory", everything, stacked(makeInMemory, tinyCache)},
        {"replica-over-memory", synchronised(everything), replicated(makeInMemory, false)},
        {"replica-over-filesystem", synchronised(everythingOnDisk), replicated(makeInFolder, false)},
        {"replica-writing-through", synchronised(everything), replicated(makeInMemory, true)},
        {"s3-ceph", everythingInObjects, makeOnCeph, whyNoServers},
        {"webdav-apache-digest", everythingInObjects, onWebdav({Kind::Apache, u"digest"_s}), whyNoServers},
        {"webdav-lighttpd-basic-tls", everythingInObjects, onWebdav({Kind::Lighttpd, u"basic"_s, true}), whyNoServers},
        {"webdav-apache", everythingInObjects, onWebdav({Kind::Apache}), whyNotEveryWay},
        {"webdav-apache-basic-tls", everythingInObjects, onWebdav({Kind::Apache, u"basic"_s, true}), whyNotEveryWay},
        {"webdav-lighttpd", everythingInObjects, onWebdav({Kind::Lighttpd}), whyNotEveryWay},
        {"webdav-lighttpd-digest", everythingInObjects, onWebdav({Kind::Lighttpd, u"digest"_s}), whyNotEveryWay},
        {"webdav-nginx", everythingInObjects, onWebdav({Kind::Nginx}), whyNotEveryWay},
        {"stack-over-s3-ceph", synchronised(everythingOnDisk), inProductionStack(placeOnCeph, true), whyNoServers,
         refusedByLayer},
        {"stack-over-webdav-apache", synchronised(everythingOnDisk),
         inProductionStack(placeOnWebdav({Kind::Apache, u"basic"_s, true}), false), whyNoServers, refusedByLayer},
        {"stack-over-webdav-lighttpd", synchronised(everythingOnDisk),
         inProductionStack(placeOnWebdav({Kind::Lighttpd, u"digest"_s}), true), whyNoServers, refusedByLayer},
        {"stack-over-git-file", cachedInGit, inProductionStack(placeInRepository(u"library"_s), false)},
        {"stack-over-git-https", synchronised(cachedInGit), inProductionStack(placeOnGitServer(GitWay::Https), false),
         whyNoServers},
        {"stack-over-git-ssh", synchronised(cachedInGit), inProductionStack(placeOnGitServer(GitWay::Ssh), false),
         whyNotEveryWay},
        {"cache-over-unwatched", without(u"watching"_s), stacked(makeInMemory, cacheWithoutWatching)},
    };
    return all;
}

QStringList namesOf(const Capabilities &capabilities)
{
    QStringList names;
    const auto add = [&names](const void *capability, const QString &name) {
        if (capability)
            names.append(name);
    };
    add(capabilities.batches, u"batches"_s);
    add(capabilities.branches, u"branches"_s);
    add(capabilities.changes, u"changes"_s);
    add(capabilities.fingerprints, u"fingerprints"_s);
    add(capabilities.guardedRemoval, u"guarded removal"_s);
    add(capabilities.inspection, u"inspection"_s);
    add(capabilities.labels, u"labels"_s);
    add(capabilities.metadata, u"metadata"_s);
    add(capabilities.renaming, u"renaming"_s);
    add(capabilities.streams, u"streams"_s);
    add(capabilities.synchronisation, u"synchronisation"_s);
    add(capabilities.trash, u"trash"_s);
    add(capabilities.upgrades, u"upgrades"_s);
    add(capabilities.versions, u"versions"_s);
    add(capabilities.watching, u"watching"_s);
    return names;
}

} // namespace pulse::test
