// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup_fixture.h"
#include "pulse/test/faulty_library.h"

namespace pulse::test {

/// A snapshot, and a library that differs from it in every way that a restore can mend.
struct Scene
{
    Scene()
    {
        for (const char16_t *version : {u"1.0.0", u"1.1.0"}) {
            f.publish(*memory, u"changed", version, "as it was");
            f.publish(*memory, u"gone", version, QString(version).toUtf8());
        }
        f.point(*memory, u"changed", u"production", u"1.0.0");
        f.point(*memory, u"gone", u"production", u"1.0.0");
        f.backUp(*store, *memory);
        const Capabilities can = memory->capabilities();
        if (!can.labels->removeLabel(makeName(u"changed"), makeLabel(u"production"), {}, {}) ||
            !memory->remove(makeName(u"changed"), makeVersion(u"1.0.0"), {}) ||
            !memory->remove(makeName(u"gone"), std::nullopt, {}))
            qFatal("The library cannot be changed.");
        f.publish(*memory, u"changed", u"1.0.0", "other bytes");
        f.point(*memory, u"changed", u"production", u"1.1.0");
        MetadataPatch patch;
        patch.description = QStringLiteral("changed since");
        if (!can.metadata->updateMetadata(makeName(u"changed"), makeVersion(u"1.1.0"), patch, {}))
            qFatal("The metadata cannot be changed.");
    }
    /// Another prompt with two versions, which are in a snapshot as well.
    void keepTwo()
    {
        for (const char16_t *version : {u"1.0.0", u"1.1.0"})
            BackupFixture::publish(*memory, u"kept", version, QString(version).toUtf8());
        BackupFixture::point(*memory, u"kept", u"production", u"1.0.0");
        f.backUp(*store, *memory);
    }

    BackupFixture f;
    std::shared_ptr<Storage> memory = f.library(QStringLiteral("a"));
    FaultyLibrary library{memory};
    std::shared_ptr<BackupStore> store = f.open();
};

} // namespace pulse::test
