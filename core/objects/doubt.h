// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"
#include "pulse/storage/storage.h"

namespace pulse::objects {

/// A publication that was sent and may be carried out yet, though nobody heard of it. Whoever changes something else
/// would not notice when it is, nor who publishes the very same again.
struct Doubt
{
    VersionKey key;
    QString digest; ///< of its metadata, which names its bytes

    friend bool operator==(const Doubt &, const Doubt &) = default;
};

[[nodiscard]] Doubt doubtOf(const Metadata &metadata);
/// What an announcement says (Hold), and out of it; nothing out of one that says nothing of the kind.
[[nodiscard]] JsonObject toJson(const std::vector<Doubt> &doubts);
[[nodiscard]] std::vector<Doubt> doubtsIn(const QByteArray &announcement);

/// Whether the names, or folders above them, differ, and only by case.
[[nodiscard]] bool collide(const Name &one, const Name &other);

} // namespace pulse::objects
