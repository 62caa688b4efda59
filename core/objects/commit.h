// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hold.h"
#include "version_record.h"

namespace pulse::objects {

/// What came of putting a `metadata.json` where there is none, which is the commit of a version.
struct Commit
{
    enum class Outcome {
        Done,
        Taken,    ///< somebody else's is `there`
        Removed,  ///< what is there is on its way out, or was a moment ago
        Unsettled ///< not seen to be done, but it may be done yet: its content has to stay
    };
    Outcome outcome = Outcome::Done;
    std::optional<VersionRecord> there = {};
    bool isDoubtful = false; ///< an attempt may still be carried out: its content has to stay, whatever is there now
};
/// The content of `record` is uploaded already.
[[nodiscard]] Result<Commit> commitRecord(const Session &session, const Call &call, const VersionRecord &record);
/// The same where `bytes` is the record of the version already.
[[nodiscard]] Result<Commit> commitBytes(const Session &session, const Call &call, const VersionKey &key,
                                         const QByteArray &bytes);

/// Leaves in doubt what may still be carried out: where the store decides, only what was not seen to come, because it
/// comes to nothing where something is.
void noteDoubt(const Session &session, Hold &hold, const Metadata &published, const Result<Commit> &committed);

/// Deletes what a removal left in the place of the version's metadata. The prompt is held.
[[nodiscard]] Result<void> clearTombstone(const Session &session, const Call &call, const VersionKey &key, Hold &hold);

} // namespace pulse::objects
