// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/model/metadata.h"
#include "pulse/storage/storage.h"

namespace pulse::objects {

/// A publication, or a label that was set, that was sent and may be carried out yet, though nobody heard of it. Whoever
/// changes something else would not notice when it is, nor who does the very same again.
struct Doubt
{
    VersionKey key; ///< of a label, the version that it points to
    QString digest; ///< of its metadata, which names its bytes; of a label, "@" and the label

    [[nodiscard]] bool isLabel() const { return digest.startsWith(u'@'); }

    friend bool operator==(const Doubt &, const Doubt &) = default;
};

[[nodiscard]] Doubt doubtOf(const Metadata &metadata);
[[nodiscard]] Doubt doubtOf(const Name &name, const Label &label, const Version &version);
/// What an announcement (Hold) says of them: left by who does nothing more; or all that may come to be of them, while
/// its holder is there.
enum class Saying { InDoubt, Intended };
/// Into it, and out of it: nothing out of one that says nothing of the kind.
[[nodiscard]] JsonObject toJson(const std::vector<Doubt> &doubts, Saying saying);
[[nodiscard]] std::vector<Doubt> doubtsIn(const QByteArray &announcement, Saying saying);

/// Whether the names, or folders above them, differ, and only by case.
[[nodiscard]] bool collide(const Name &one, const Name &other);

} // namespace pulse::objects
