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
    std::optional<QByteArray> bytes = {}; ///< the content, where it comes along with the metadata

    [[nodiscard]] VersionKey key() const { return {metadata.name, metadata.version}; }
};
/// Invalid when the prompt contradicts itself or its metadata could not be read back. A content of at most
/// `longestInline` bytes comes along with the metadata, where it can.
[[nodiscard]] Result<Draft> makeDraft(const Call &call, const Prompt &prompt, qint64 longestInline);
[[nodiscard]] Result<Draft> makeDraft(const Call &call, const Metadata &metadata, const Spool &spool,
                                      qint64 longestInline);

} // namespace pulse::objects
