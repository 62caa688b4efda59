// SPDX-License-Identifier: Apache-2.0
#include "call.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {

Result<void> Call::checkStop() const
{
    return checkCancelled(stop, operation, subject);
}

std::unexpected<Error> Call::fails(ErrorCode code, const QString &message) const
{
    return failure(code, operation, subject, message);
}

std::unexpected<Error> Call::fails(const Error &cause) const
{
    Error error(cause.code(), operation, subject, cause.message());
    error.setRetryable(cause.isRetryable()).setRemedy(cause.remedy(), cause.remedySubject());
    return std::unexpected(std::move(error));
}

std::unexpected<Error> Call::noSuchPrompt(const Name &name) const
{
    return fails(ErrorCode::NotFound,
                 u"There is no prompt called “%1”. List the library to see which there are."_s.arg(name.toString()));
}

std::unexpected<Error> Call::noSuchVersion(const VersionKey &key) const
{
    return fails(ErrorCode::NotFound, u"“%1” has no version %2. List its versions to see which there are."_s.arg(
                                          key.name.toString(), key.version.toString()));
}

std::unexpected<Error> Call::versionTaken(const VersionKey &key) const
{
    return fails(ErrorCode::AlreadyExists,
                 u"%1 is published already with other content, and a published version never changes. Choose another "
                 "version."_s.arg(key.toString()));
}

std::unexpected<Error> Call::nameTakenByCase(const QString &existing) const
{
    return fails(
        ErrorCode::AlreadyExists,
        u"The name differs from the existing %1 only by case. Use the existing spelling or another name."_s.arg(
            quoted(existing)));
}

std::unexpected<Error> Call::contentDamaged(const VersionKey &key) const
{
    return failure(fails(ErrorCode::Corrupt,
                         u"The content of %1 does not match its checksum: it was changed or damaged after it was "
                         "published. Restore it from a backup, or remove this version."_s.arg(key.toString())),
                   Error::Remedy::Check);
}

std::unexpected<Error> Call::damaged(const VersionKey &key, const QString &what) const
{
    return failure(
        fails(ErrorCode::Corrupt,
              u"%1 is damaged: %2 Restore it from a backup, or remove this version."_s.arg(key.toString(), what)),
        Error::Remedy::Check);
}

std::unexpected<Error> Call::outcomeUnknown(const Error &cause) const
{
    Error error(ErrorCode::Unavailable, operation, subject,
                u"The library stopped answering while “%1” was changed, and it could not be found out whether the "
                "change was made. Look at it again once the library answers; the same change may safely be made "
                "again. (%2)"_s.arg(subject, cause.message()));
    return std::unexpected(std::move(error));
}

} // namespace pulse::objects
