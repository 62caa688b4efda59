// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/json.h"
#include "require.h"

#include <QJsonDocument>

using namespace pulse;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/// What is accepted survives writing and reading, is accepted by another parser too, and what is refused says why.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView text(data, qsizetype(size));
    const Result<JsonValue> value = parseJson(text);
    if (!value) {
        REQUIRE(value.error().code() == ErrorCode::Invalid);
        REQUIRE(value.error().message().endsWith(u'.'));
        return 0;
    }
    const QByteArray compact = toJson(*value);
    const QByteArray indented = toJson(*value, JsonStyle::Indented);
    const Result<JsonValue> again = parseJson(compact, {.bytes = 16 * 1024 * 1024});
    REQUIRE(again && *again == *value);
    REQUIRE(toJson(*again) == compact);
    const Result<JsonValue> fromIndented = parseJson(indented, {.bytes = 256 * 1024 * 1024});
    REQUIRE(fromIndented && *fromIndented == *value);
    if (value->asArray() || value->asObject()) {
        QJsonParseError error;
        QJsonDocument::fromJson(text.toByteArray(), &error);
        REQUIRE(error.error == QJsonParseError::NoError);
    }
    return 0;
}
