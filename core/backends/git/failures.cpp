// SPDX-License-Identifier: Apache-2.0
#include "failures.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

std::unexpected<Error> noSuchPrompt(const QString &operation, const Name &name)
{
    return failure(ErrorCode::NotFound, operation, name.toString(),
                   u"There is no prompt called “%1” on this branch. List the library to see which there are."_s.arg(
                       name.toString()));
}

std::unexpected<Error> noSuchVersion(const QString &operation, const VersionKey &key)
{
    return failure(ErrorCode::NotFound, operation, key.toString(),
                   u"“%1” has no version %2 on this branch. List its versions to see which there are."_s.arg(
                       key.name.toString(), key.version.toString()));
}

std::unexpected<Error> versionTaken(const QString &operation, const VersionKey &key)
{
    return failure(ErrorCode::AlreadyExists, operation, key.toString(),
                   u"Version %1 of “%2” is published with other content. Publish under a new version."_s.arg(
                       key.version.toString(), key.name.toString()));
}

std::unexpected<Error> nameTakenByCase(const QString &operation, const Name &name, const QString &existing)
{
    return failure(
        ErrorCode::AlreadyExists, operation, name.toString(),
        u"“%1” differs from the existing “%2” only by case. Use the existing spelling or another name."_s.arg(
            name.toString(), existing));
}

std::unexpected<Error> damagedContent(const QString &operation, const VersionKey &key)
{
    return failure(
        ErrorCode::Corrupt, operation, key.toString(),
        u"The content of “%1” does not match its checksum or cannot be read. Look at the repository with git "
        "fsck, and restore this version from a clone or a backup."_s.arg(key.toString()));
}

std::unexpected<Error> damagedFacts(const QString &operation, const VersionKey &key, const QString &why)
{
    return failure(failure(ErrorCode::Corrupt, operation, key.toString(),
                           u"The metadata of “%1” cannot be trusted: %2 Look at its history with git log, and restore "
                           "what was there before, or accept it as it is after a look."_s.arg(key.toString(), why)),
                   Error::Remedy::Accept, key.toString());
}

std::unexpected<Error> notInTrash(const QString &operation, const QString &id)
{
    const QString shown = visible(id, 60);
    return failure(ErrorCode::NotFound, operation, shown.isEmpty() ? u"trash"_s : shown,
                   u"There is nothing called “%1” in the trash. List the trash to see what there is."_s.arg(shown));
}

} // namespace pulse::git
