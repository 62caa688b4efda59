// SPDX-License-Identifier: Apache-2.0
#include "claim_file.h"
#include "object_keys.h"
#include "object_storage.h"
#include "pulse/base/waiting.h"
#include "pulse/storage/library_file.h"

#include <QRandomGenerator>
#include <QUuid>
#include <ctime>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace objects;

namespace {

Result<QByteArray> newLibraryFile(const Session &session, const Call &call)
{
    bool isEmpty = true;
    const auto page = session.client().list({.prefix = {}, .shallow = true}, call.stop);
    if (!page)
        return call.fails(page.error());
    for (const ObjectInfo &info : page->objects)
        isEmpty = isEmpty && info.key.startsWith(u'.');
    for (const QString &folder : page->folders)
        isEmpty = isEmpty && folder == keys::prompts; // prompts that were brought here by another program
    if (!isEmpty)
        return call.fails(
            ErrorCode::Invalid,
            u"At %1 there is something else than a library of prompts. Choose an empty place."_s.arg(call.subject));
    return encodeLibraryFile({.schema = LibraryFile::newestSchema,
                              .id = QUuid::createUuid().toString(QUuid::WithoutBraces),
                              .object = {},
                              .sealed = true});
}

Result<QByteArray> readOrMake(const Session &session, const Call &call, const OpenOptions &options)
{
    const auto there = session.read(call, keys::library);
    if (!there)
        return failure(there);
    if (*there)
        return (*there)->bytes;
    if (options.mode != OpenOptions::Mode::CreateIfNone || options.readOnly) {
        // Tells a place that is missing from one that has no library.
        const auto page = session.client().list({.prefix = {}, .shallow = true, .limit = 1}, call.stop);
        if (!page)
            return call.fails(page.error());
        return call.fails(
            ErrorCode::NotFound,
            u"There is no library at %1. Make a new one there, or check the address."_s.arg(call.subject));
    }
    const auto bytes = newLibraryFile(session, call);
    if (!bytes)
        return bytes;
    const auto put = session.put(call, keys::library, *bytes, ObjectCondition::absent());
    if (!put)
        return failure(put);
    const auto made = session.read(call, keys::library); // somebody else's, where both made one
    if (!made)
        return failure(made);
    if (!*made)
        return call.fails(ErrorCode::Unavailable,
                          u"The library at %1 could not be made. Try again."_s.arg(call.subject));
    return (*made)->bytes;
}

} // namespace

ObjectParts systemObjectParts()
{
    ObjectParts parts;
    parts.sleep = waitFor;
    parts.claims = ClaimFile::usualFolder();
    parts.elapsed = [] {
        timespec now{};
        (void)clock_gettime(CLOCK_BOOTTIME, &now); // goes on while the machine sleeps, unlike CLOCK_MONOTONIC
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                                     std::chrono::nanoseconds(now.tv_nsec));
    };
    parts.random = [](int count) {
        QByteArray bytes(count, Qt::Uninitialized);
        for (char &byte : bytes)
            byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
        return bytes;
    };
    return parts;
}

QString describeConcurrency(const ObjectAbilities &abilities)
{
    if (abilities.createsOnce && abilities.replacesMatching)
        return u"Several programs may write at once: the server decides which change comes first."_s;
    if (abilities.createsOnce)
        return u"Several programs may write at once: the server decides who publishes a version, and for other changes "
               "they take turns."_s;
    if (abilities.claims || abilities.replacesMatching)
        return u"Several people may write at once with Pulse, which takes turns. The server itself keeps no two "
               u"writers "
               "apart, so no other program should write there."_s;
    return u"Only one program at a time should write here: the server was not seen to keep writers apart. Pulse takes "
           "turns with other Pulses, but cannot find out whether the server shows each what the other did."_s;
}

Result<std::shared_ptr<Storage>> openObjectLibrary(std::shared_ptr<ObjectClient> client, const OpenOptions &options,
                                                   ObjectParts parts)
{
    const Call call{u"open"_s, client->url().toString(), options.stop};
    std::optional<ObjectAbilities> abilities;
    QString readOnlyReason = options.readOnly ? u"The library was opened for reading only. Open it for writing to "
                                                "change it."_s
                                              : QString();
    if (!options.readOnly) {
        const auto probed = client->abilities(options.stop);
        if (probed)
            abilities = *probed;
        else if (probed.error().error.code() == ErrorCode::PermissionDenied)
            readOnlyReason = u"The server lets you read this library, but not write to it. Ask who runs it for write "
                             "access."_s;
        else if (probed.error().error.code() != ErrorCode::NoSpace) // a full place can be read; the first change tries
            return call.fails(probed.error());
    }
    const auto session = std::make_shared<Session>(std::move(client), abilities, std::move(parts), options.clock);
    session->author = options.author;
    session->readOnlyReason = readOnlyReason;
    OpenOptions effective = options;
    effective.readOnly = !readOnlyReason.isEmpty();
    const auto bytes = readOrMake(*session, call, effective);
    if (!bytes)
        return failure(bytes);
    const auto file = decodeLibraryFile(*bytes);
    if (!file)
        return call.fails(ErrorCode::Corrupt, u"The library.json of %1 cannot be understood: %2 Restore it from a "
                                              "backup."_s.arg(call.subject, file.error().message()));
    if (file->schema > LibraryFile::newestSchema)
        return call.fails(
            ErrorCode::Unsupported,
            u"The library at %1 was made by a newer Pulse. Update this one to open it."_s.arg(call.subject));
    session->id = file->id;
    session->schema = file->schema;
    return std::make_shared<ObjectStorage>(session);
}

} // namespace pulse
