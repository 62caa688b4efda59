// SPDX-License-Identifier: Apache-2.0
#include "stack_harnesses.h"

#include "pulse/composition/registry.h"
#include "pulse/composition/replica_stack.h"

#include <QDir>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace pulse::test {
namespace {

OpenOptions optionsAt(const RemotePlace &place, OpenOptions options)
{
    options.settings = place.settings;
    options.credentials = place.credentials;
    return options;
}

Result<std::shared_ptr<Storage>> openStack(const StorageRegistry &registry, const LibraryProfile &profile,
                                           const OpenOptions &home, const QString &dataFolder)
{
    auto replica = openReplica(registry, profile, home, dataFolder);
    if (!replica)
        return replica;
    if (const auto sync = (*replica)->capabilities().synchronisation; sync && !profile.readOnly)
        sync->keepSynchronised(profile.syncInterval);
    return stackLayers(registry, *std::move(replica), LayerStack::Cached);
}

bool damageHere(const QString &dataFolder, const VersionKey &key)
{
    const QDir replicas(dataFolder + "/replicas"_L1);
    const QStringList names = replicas.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return names.size() == 1 && damageFile(replicas.filePath(u"%1/library/prompts/%2/%3/content.md"_s.arg(
                                    names.first(), key.name.toString(), key.version.toString())));
}

} // namespace

std::function<LibraryUnderTest()> inProductionStack(std::function<RemotePlace()> makePlace, bool writeThrough)
{
    return [makePlace = std::move(makePlace), writeThrough] {
        const auto data = std::make_shared<QTemporaryDir>();
        const RemotePlace place = makePlace();
        static const StorageRegistry registry = makeRegistry();
        return LibraryUnderTest{
            .open =
                [data, place, writeThrough](const OpenOptions &options) {
                    LibraryProfile profile;
                    profile.url = place.url;
                    profile.settings = place.settings;
                    profile.readOnly = options.readOnly;
                    profile.writeThrough = writeThrough;
                    return openStack(registry, profile, optionsAt(place, options), data->path());
                },
            .damage = [data](const VersionKey &key) { return damageHere(data->path(), key); },
            .openHome =
                [place](const OpenOptions &options) { return registry.open(place.url, optionsAt(place, options)); }};
    };
}

} // namespace pulse::test
