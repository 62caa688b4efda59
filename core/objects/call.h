// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/objects/object_client.h"
#include "pulse/storage/storage.h"

namespace pulse::objects {

/// What is being done, to what, and until when it is wanted. A value.
struct Call
{
    QString operation;
    QString subject;
    std::stop_token stop;

    /// The same where nothing may stop it any more: a change has begun to show.
    [[nodiscard]] Call beyondStop() const { return {operation, subject, {}}; }
    [[nodiscard]] Call about(const QString &other) const { return {operation, other, stop}; }

    [[nodiscard]] Result<void> checkStop() const;
    [[nodiscard]] std::unexpected<Error> fails(ErrorCode code, const QString &message) const;
    /// The same error as one of this call.
    [[nodiscard]] std::unexpected<Error> fails(const Error &cause) const;
    [[nodiscard]] std::unexpected<Error> fails(const ObjectFailure &cause) const { return fails(cause.error); }

    [[nodiscard]] std::unexpected<Error> noSuchPrompt(const Name &name) const;
    [[nodiscard]] std::unexpected<Error> noSuchVersion(const VersionKey &key) const;
    [[nodiscard]] std::unexpected<Error> versionTaken(const VersionKey &key) const;
    [[nodiscard]] std::unexpected<Error> nameTakenByCase(const QString &existing) const;
    [[nodiscard]] std::unexpected<Error> contentDamaged(const VersionKey &key) const;
    [[nodiscard]] std::unexpected<Error> damaged(const VersionKey &key, const QString &what) const;
    /// The store does not answer, and it cannot be told whether a change was made.
    [[nodiscard]] std::unexpected<Error> outcomeUnknown(const Error &cause) const;
};

} // namespace pulse::objects
