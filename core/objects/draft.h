// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content.h"

namespace pulse::objects {

/// A version that is to be published.
struct Draft
{
    Call call;
    Metadata metadata; ///< as it will be read back
    std::function<std::unique_ptr<RepeatableSource>()> content;
    std::optional<QByteArray> bytes = {}; ///< the content, where it is in memory

    [[nodiscard]] VersionKey key() const { return {metadata.name, metadata.version}; }
};
/// Invalid when the prompt contradicts itself or its metadata could not be read back.
[[nodiscard]] Result<Draft> makeDraft(const Call &call, const Prompt &prompt);
[[nodiscard]] Result<Draft> makeDraft(const Call &call, Metadata metadata, const Spool &spool);

} // namespace pulse::objects
