// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.h"
#include "pulse/objects/object_client.h"

namespace pulse::s3 {

/// One page by ListObjectsV2. An answer is refused (Corrupt) when a key lies outside of what was asked for, comes twice
/// or out of order, when there are more than were asked for, or when it says that more follows without saying how. So
/// no sequence of pages can go round in a circle.
[[nodiscard]] ObjectResult<ObjectPage> listPage(Connection &connection, const ObjectClient::Listing &listing,
                                                std::stop_token stop);

} // namespace pulse::s3
