// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "session.h"

namespace pulse::objects {

/// A page of prompts or of a folder's children, in the order of the keys of their first published versions.
[[nodiscard]] Result<ListPage> listPrompts(const Session &session, const Call &call, const ListQuery &query);

/// All prompts with what their objects' validators tell of them, from one listing.
[[nodiscard]] Result<std::vector<FingerprintStorage::Item>> listFingerprints(const Session &session, const Call &call);

/// Whether a prompt is published at this path or below it, other than `leaving`.
[[nodiscard]] Result<bool> isInUse(const Session &session, const Call &call, const QString &path,
                                   const std::optional<Name> &leaving);

} // namespace pulse::objects
