// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue_builder.h"
#include "pulse/library/library.h"
#include "session_inbox.h"

namespace pulse::detail {

/// Lists all names into the builder.
[[nodiscard]] Result<void> loadNames(Library &library, CatalogueBuilder &builder, SessionInbox &inbox, quint64 load,
                                     const std::stop_token &stop);

/// Reads the details of every prompt there is into the builder, a tenth of a second's worth at a time.
[[nodiscard]] Result<void> loadDetails(Library &library, CatalogueBuilder &builder, SessionInbox &inbox, quint64 load,
                                       const std::stop_token &stop);

/// Reads the details of these prompts again.
[[nodiscard]] Result<void> refreshDetails(Library &library, CatalogueBuilder &builder, SessionInbox &inbox,
                                          const QStringList &names, const std::stop_token &stop);

} // namespace pulse::detail
