// SPDX-License-Identifier: Apache-2.0
#include "object_harnesses.h"

#include "pulse/objects/object_library.h"
#include "pulse/test/memory_objects.h"

using namespace Qt::StringLiterals;

namespace pulse::test {
namespace {

bool damageStored(ObjectServer &server, const VersionKey &key)
{
    const QString prefix = u"prompts/%1/%2/content-"_s.arg(key.name.toString(), key.version.toString());
    for (auto [object, bytes] : server.objects()) {
        if (!object.startsWith(prefix) || bytes.isEmpty())
            continue;
        char &middle = bytes[bytes.size() / 2];
        middle = static_cast<char>(middle ^ 1);
        server.set(object, bytes);
        return true;
    }
    return false;
}

} // namespace

std::function<LibraryUnderTest()> inObjects(const ObjectAbilities &abilities)
{
    return [abilities] {
        const bool isBlind = !abilities.createsOnce && !abilities.claims && !abilities.replacesMatching;
        // A content that stands in the metadata hides that it was lost elsewhere: not here, unless conditions hold.
        ObjectParts parts = systemObjectParts();
        if (!abilities.replacesMatching)
            parts.longestInline = -1;
        // Pages so small that every listing has several.
        const auto server = std::make_shared<ObjectServer>(
            ObjectServer::Options{.abilities = abilities, .ignoresConditions = isBlind, .pageSize = 7, .clock = {}});
        return LibraryUnderTest{.open =
                                    [server, parts](const OpenOptions &options) {
                                        return openObjectLibrary(ObjectServer::connect(server, 0), options, parts);
                                    },
                                .damage = [server](const VersionKey &key) { return damageStored(*server, key); }};
    };
}

} // namespace pulse::test
