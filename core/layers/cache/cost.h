// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/storage/storage.h"

namespace pulse {

// About how many bytes of memory a value takes, with what the cache itself adds to an entry.

[[nodiscard]] qint64 costOf(const QString &text);
[[nodiscard]] qint64 costOf(const Name &name);
[[nodiscard]] qint64 costOf(const VersionKey &key);
[[nodiscard]] qint64 costOf(const Metadata &metadata);
[[nodiscard]] qint64 costOf(const Prompt &prompt);
[[nodiscard]] qint64 costOf(const std::vector<Version> &versions);
[[nodiscard]] qint64 costOf(const LabelMap &labels);

} // namespace pulse
