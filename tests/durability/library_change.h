// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_view.h"

namespace pulse::test {

/// A change of a library in a folder, as a row of the fault table. The library is opened before, holds `kept` in two
/// versions with a label, and what `prepare` adds.
struct Change
{
    using Act = std::function<Result<void>(Storage &)>;
    const char *name = nullptr;
    Act act;
    Act prepare = {};
    Act unsynced = {}; ///< of another process, which is killed at its first sync after a rename
    /// Whether something between before and after may be seen; by default only either of them may.
    std::function<bool(const LibraryView &before, const LibraryView &after, const LibraryView &seen)> between = {};
    /// Optional: opens what the change needs besides, through the place's Fs.
    std::function<faults::Operation::Action(const faults::Place &)> begin = {};
    /// What completes it in another process, where that is not the change itself once more.
    Act complete = {};
    /// Optional: what else has to be right in the folder.
    std::function<QStringList(const faults::Aftermath &)> check = {};
    std::vector<faults::Operation::SpareSync> spareSyncs = {};
    std::vector<faults::Operation::SpareSync> lateSyncs = {};
    /// What an error may be called besides what was injected.
    std::optional<ErrorCode> mayAlsoSay = {};
    /// Its syncs are those that other rows are about; they are not left out here.
    bool syncsAreProvedElsewhere = false;
    faults::Extent extent = faults::Extent::ofEnvironment();
};

[[nodiscard]] faults::Operation operationOf(const Change &change);
/// One sentence where the proof fails; prints the figures.
[[nodiscard]] QString provedOf(const Change &change);
/// What is wrong with the error that an injected one became.
[[nodiscard]] QStringList checkError(const faults::Aftermath &aftermath);
/// The extent of a row of many calls: less than all in a normal run, everything in the exhaustive one.
[[nodiscard]] faults::Extent sampledExtent(const faults::Extent &sample);

/// A removal or a renaming of several versions goes step by step: each version is in its old or in its new place, or in
/// both, with its content; labels may have gone before.
[[nodiscard]] bool everyVersionIsSomewhere(const LibraryView &before, const LibraryView &after,
                                           const LibraryView &seen);
/// Of what is added, something may be there already; nothing else.
[[nodiscard]] bool someHasCome(const LibraryView &before, const LibraryView &after, const LibraryView &seen);

[[nodiscard]] Name nameOf(const char *text);
[[nodiscard]] Version versionOf(const char *text);
[[nodiscard]] Label labelOf(const char *text);
[[nodiscard]] Prompt promptOf(const char *name, const char *version, const QByteArray &content);
[[nodiscard]] Result<void> storeAll(Storage &storage, const std::vector<Prompt> &prompts);

template <typename T>
Result<void> outcomeOf(Result<T> result)
{
    if (!result)
        return failure(std::move(result));
    return {};
}

/// Needed only where a killed writer left it to do, which is a row of its own.
[[nodiscard]] faults::Operation::SpareSync asBefore(const char *call);
/// Made again before the end, which covers it.
[[nodiscard]] faults::Operation::SpareSync twice(const char *call);

} // namespace pulse::test
