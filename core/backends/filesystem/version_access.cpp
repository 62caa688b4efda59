// SPDX-License-Identifier: Apache-2.0
#include "version_access.h"

#include "layout.h"
#include "metadata_file.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {

Result<Descriptor> openVersion(const Library &library, const Call &call, const VersionKey &key)
{
    const auto noVersion = [&] {
        return call.fails(ErrorCode::NotFound, u"There is no version %1 of “%2” in this library."_s.arg(
                                                   key.version.toString(), key.name.toString()));
    };
    auto directory = library.fs().open(library.root(), layout::pathOf(key.name, key.version), Fs::Access::Directory);
    if (directory)
        return Descriptor(library.fs(), *directory);
    if (directory.error().number == ENAMETOOLONG)
        return noVersion();
    auto explained = library.explain(call, directory.error(), layout::pathOf(key.name, key.version));
    if (explained.error().code() == ErrorCode::NotFound)
        return noVersion();
    return explained;
}

void noteOutcome(const Library &library, const VersionKey &key, const Error &error)
{
    if (error.code() == ErrorCode::Corrupt)
        library.damage().note(key, error.message());
    else if (error.code() == ErrorCode::NotFound)
        library.damage().clear(key);
}

bool wasReplaced(const Library &library, const VersionKey &key, const Descriptor &directory)
{
    const auto again = library.fs().open(library.root(), layout::pathOf(key.name, key.version), Fs::Access::Directory);
    if (!again)
        return again.error().number == ENOENT;
    const Descriptor other(library.fs(), *again);
    const auto now = library.fs().status(other.get());
    const auto before = library.fs().status(directory.get()); // open, so that its number is not given out again
    return now && before && (now->inode != before->inode || now->device != before->device);
}

Result<Metadata> patchMetadata(Library &library, const Call &call, const VersionKey &key, const MetadataPatch &patch,
                               const std::stop_token &stop)
{
    auto writing = Writing::begin(library, call, stop);
    if (!writing)
        return failure(std::move(writing));
    const auto directory = openVersion(library, call, key);
    if (!directory)
        return failure(directory);
    auto facts = VersionFiles(library.fs(), call, *directory, key).facts(stop);
    if (!facts)
        return failure(std::move(facts));
    const bool isNoOp = patch.isNoOpOn(facts->metadata);
    // A writer that died may have left the version unsynced, or this very change.
    auto settled = isNoOp ? library.fs().sync(directory->get()) : Sys<void>();
    if (settled)
        settled = writing->syncAbove(layout::pathOf(key.name, key.version));
    if (!settled)
        return call.fails(settled.error());
    if (isNoOp)
        return std::move(facts->metadata);
    auto patched = patch.applyTo(facts->metadata, library.now());
    if (!patched)
        return call.fails(patched.error().code(), patched.error().message());
    const QByteArray json = storedForm(library, encodeMetadata(*patched), facts->seal);
    auto stored = decodeMetadata(json);
    if (!stored)
        return call.fails(ErrorCode::Invalid,
                          u"The metadata of %1 cannot be stored so: %2"_s.arg(call.subject, stored.error().message()));
    if (const auto replaced = replaceMetadata(library, directory->get(), json); !replaced)
        return call.fails(replaced.error());
    (void)library.fs().touch(directory->get()); // only so that watchers of the prompt's directory notice
    if (const auto synced = library.fs().sync(directory->get()); !synced)
        return library.loseTrust(call, synced.error());
    return stored;
}

} // namespace pulse::filesystem
