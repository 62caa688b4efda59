// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"

namespace pulse::detail {

/// What the storage was asked for and cannot do.
[[nodiscard]] std::unexpected<Error> cannot(const QString &operation, const QString &subject, const QString &sentence);

/// The value, or nothing where the error is NotFound; other errors stay errors.
template <typename T>
[[nodiscard]] Result<std::optional<T>> unlessMissing(Result<T> result)
{
    if (result)
        return std::optional<T>(std::move(*result));
    if (result.error().code() == ErrorCode::NotFound)
        return std::optional<T>();
    return failure(std::move(result));
}

/// Ascending. NotFound when there is no such prompt.
[[nodiscard]] Result<std::vector<Version>> versionsOf(Storage &storage, const Name &name, std::stop_token stop);
/// Metadata alone where the storage can, else from the whole version.
[[nodiscard]] Result<Metadata> metadataOf(Storage &storage, const Name &name, const Version &version,
                                          std::stop_token stop);
/// Empty where the storage keeps no labels.
[[nodiscard]] Result<LabelMap> labelsOf(Storage &storage, const Name &name, std::stop_token stop);

/// All prompts in a folder, for those who must not miss any.
struct Survey
{
    std::vector<ListItem> items;                       ///< sorted by path
    std::vector<std::pair<QString, Error>> unreadable; ///< folders in which there may be more
};
/// A listing goes on past a folder that cannot be read and shows it as damaged; this looks into each of those again.
[[nodiscard]] Result<Survey> surveyOf(Library &library, const std::stop_token &stop);

/// Makes durable what is there of a version: whoever published it may have died before that. Nothing is changed.
[[nodiscard]] Result<void> confirm(Storage &storage, const Name &name, const Version &version, std::stop_token stop);

/// Whether an error tells of one damaged or forbidden prompt, so that a survey goes on past it.
[[nodiscard]] bool isDamage(const Error &error);

/// Calls the sink, where there is one.
void report(const ProgressSink &progress, qint64 done, qint64 total, const QString &subject);

} // namespace pulse::detail
