// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/json.h"

namespace pulse {

/// What `library.json` holds.
struct LibraryFile
{
    static constexpr int newestSchema = 2; ///< what this program makes and understands best
    static constexpr int sealedSchema = 2; ///< from which metadata and records carry a seal

    int schema = 1;
    QString id;
    JsonObject object; ///< all of it, without the seal; unknown fields included
    bool sealed = false;
};

/// Sealed where the schema asks for it. Known fields are those of the struct; the others are taken from `object`.
[[nodiscard]] QByteArray encodeLibraryFile(const LibraryFile &file);

/// Errors: Corrupt, with a sentence that says what is wrong. A schema that this program does not know is none; its
/// caller decides.
[[nodiscard]] Result<LibraryFile> decodeLibraryFile(QByteArrayView json);

} // namespace pulse
