// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/library_file.h"

#include "pulse/model/seal.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

std::unexpected<Error> broken(const QString &why)
{
    return failure(ErrorCode::Corrupt, {}, {}, why);
}

} // namespace

QByteArray encodeLibraryFile(const LibraryFile &file)
{
    JsonObject object = file.object;
    object.insert(u"schema"_s, JsonValue(file.schema));
    object.insert(u"id"_s, JsonValue(file.id));
    const QByteArray json = toJson(JsonValue(std::move(object)), JsonStyle::Indented);
    return file.schema >= LibraryFile::sealedSchema ? sealed(json) : json;
}

Result<LibraryFile> decodeLibraryFile(QByteArrayView json)
{
    const auto value = parseJson(json);
    if (!value)
        return broken(value.error().message());
    const JsonObject *object = value->asObject();
    const JsonValue *schema = object != nullptr ? object->find(u"schema") : nullptr;
    const JsonValue *id = object != nullptr ? object->find(u"id") : nullptr;
    const std::optional<qint64> number = schema != nullptr ? schema->toInteger() : std::nullopt;
    if (!number || *number < 1 || *number > std::numeric_limits<int>::max())
        return broken(u"It does not say which schema it has."_s);
    const Seal seal = sealOf(json);
    if (seal == Seal::Wrong)
        return broken(u"It does not match its seal, so it was damaged, or changed without sealing it anew. If you "
                      "changed it yourself, take out the line with the seal and run verify."_s);
    const bool isNewer = *number > LibraryFile::newestSchema; // whose other rules are not known here
    if (isNewer)
        return LibraryFile{static_cast<int>(*number), {}, *object, seal == Seal::Right};
    if (id == nullptr || id->asString() == nullptr || id->asString()->isEmpty())
        return broken(u"It holds no id."_s);
    LibraryFile file{static_cast<int>(*number), *id->asString(), *object, seal == Seal::Right};
    file.object.remove(sealField);
    return file;
}

} // namespace pulse
