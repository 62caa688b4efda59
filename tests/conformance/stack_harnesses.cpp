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
    auto driver =
        hasReplica(profile) ? openReplica(registry, profile, home, dataFolder) : registry.open(profile.url, home);
    if (!driver)
        return driver;
    if (const auto sync = (*driver)->capabilities().synchronisation; sync && !profile.readOnly)
        sync->keepSynchronised(profile.syncInterval);
    return stackLayers(registry, *std::move(driver), LayerStack::Cached);
}

LibraryProfile profileAt(const RemotePlace &place, bool writeThrough)
{
    LibraryProfile profile;
    profile.url = place.url;
    profile.settings = place.settings;
    profile.writeThrough = writeThrough;
    return profile;
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
        const LibraryProfile profile = profileAt(place, writeThrough);
        static const StorageRegistry registry = makeRegistry();
        LibraryUnderTest library{.open =
                                     [data, place, profile](const OpenOptions &options) {
                                         LibraryProfile now = profile;
                                         now.readOnly = options.readOnly;
                                         return openStack(registry, now, optionsAt(place, options), data->path());
                                     },
                                 .damage = place.damage,
                                 .openHome = place.openThere};
        if (hasReplica(profile)) {
            library.damage = [data](const VersionKey &key) { return damageHere(data->path(), key); };
            library.openHome = [place](const OpenOptions &options) {
                return registry.open(place.url, optionsAt(place, options));
            };
        }
        return library;
    };
}

} // namespace pulse::test
