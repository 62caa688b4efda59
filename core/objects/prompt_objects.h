// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "session.h"

namespace pulse::objects {

/// The objects of one version, whether it is published or not.
struct VersionObjects
{
    std::optional<ObjectInfo> metadata; ///< of a published version, or a tombstone
    std::vector<ObjectInfo> contents;
    [[nodiscard]] bool isPublished() const { return metadata && !isTombstone(metadata->size); }
};

/// The objects of one prompt, without those of prompts below it.
struct PromptObjects
{
    std::map<Version, VersionObjects> versions;
    std::map<Label, ObjectInfo> labels;
    std::optional<ObjectInfo> latest;

    [[nodiscard]] std::vector<Version> published() const; ///< ascending
    void add(const ObjectInfo &info, const QString &prompt);
};

/// Lists a prompt. One that has nothing is confirmed to be absent (G9).
[[nodiscard]] Result<PromptObjects> loadPrompt(const Session &session, const Call &call, const Name &name);

/// The same for many prompts, each with its own outcome at its own index: those that lie close together in the order of
/// the keys come out of one listing.
[[nodiscard]] std::vector<Result<PromptObjects>> loadPrompts(const Session &session, const Call &call,
                                                             std::span<const Name> names);

/// The record of a published version; nothing when there is none.
[[nodiscard]] Result<std::optional<VersionRecord>> readRecord(const Session &session, const Call &call,
                                                              const VersionKey &key, QByteArray *etag = nullptr);

/// The labels that point at published versions.
[[nodiscard]] Result<LabelMap> readLabels(const Session &session, const Call &call, const PromptObjects &objects);

/// What a pointer's object says; nothing when that is no version.
[[nodiscard]] std::optional<Version> versionIn(const QByteArray &pointer);
[[nodiscard]] QByteArray pointerTo(const Version &version);

/// Whether the caller holds the names, and was let in.
enum class NamesHeld { No, Yes };

/// Brings `latest` up to date. It is there for other programs; whoever reads computes it, so that a failure is none.
///
/// Where the store decides among publishers, only who holds the names makes a `latest` where there is none; others
/// replace it. True when it was seen to be there meanwhile: then no other spelling of the name was let in, because that
/// begins with removing it (NameGuard).
bool pointLatest(const Session &session, const Call &call, const Name &name, const PromptObjects &objects,
                 NamesHeld names);

} // namespace pulse::objects
