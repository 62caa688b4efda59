// SPDX-License-Identifier: Apache-2.0
#include "failures.h"

using namespace Qt::StringLiterals;

namespace pulse::memory {

std::unexpected<Error> noSuchPrompt(const QString &operation, const Name &name)
{
    return failure(ErrorCode::NotFound, operation, name.toString(),
                   u"There is no prompt called “%1”. List the library to see which there are."_s.arg(name.toString()));
}

std::unexpected<Error> noSuchVersion(const QString &operation, const Name &name, const Version &version)
{
    const VersionKey key{name, version};
    return failure(ErrorCode::NotFound, operation, key.toString(),
                   u"“%1” has no version %2. List its versions to see which there are."_s.arg(name.toString(),
                                                                                              version.toString()));
}

std::unexpected<Error> versionTaken(const QString &operation, const Name &name, const Version &version)
{
    const VersionKey key{name, version};
    return failure(ErrorCode::AlreadyExists, operation, key.toString(),
                   u"Version %1 of “%2” is published with other content. Publish under a new version."_s.arg(
                       version.toString(), name.toString()));
}

std::unexpected<Error> nameTakenByCase(const QString &operation, const Name &name, const QString &existing)
{
    return failure(
        ErrorCode::AlreadyExists, operation, name.toString(),
        u"“%1” differs from the existing “%2” only by case. Use the existing spelling or another name."_s.arg(
            name.toString(), existing));
}

std::unexpected<Error> changedSinceSeen(const QString &operation, const QString &subject)
{
    return failure(
        ErrorCode::Conflict, operation, subject,
        u"Somebody else changed “%1” meanwhile, so it was not removed. Look at it, then decide again."_s.arg(subject));
}

std::unexpected<Error> damaged(const QString &operation, const Name &name, const Version &version)
{
    const VersionKey key{name, version};
    return failure(
        ErrorCode::Corrupt, operation, key.toString(),
        u"The content of “%1” does not match its checksum. Restore this version from a backup."_s.arg(key.toString()));
}

} // namespace pulse::memory
