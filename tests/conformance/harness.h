// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "pulse/storage/registry.h"

namespace pulse::test {

/// One library that a case works on. It vanishes with this value and the handles on it.
struct LibraryUnderTest
{
    /// A handle on the library, as another process would open one.
    std::function<Result<std::shared_ptr<Storage>>(const OpenOptions &)> open;
    /// Changes the stored content of a version behind the storage's back; empty where a test cannot.
    std::function<bool(const VersionKey &)> damage;
    /// A handle on what the library is a replica of; empty where there is none, or none that changes are sent to.
    std::function<Result<std::shared_ptr<Storage>>(const OpenOptions &)> openHome = {};
};

/// An empty place on a real server, and how to get in.
struct RemotePlace
{
    QUrl url;
    std::map<QString, QString> settings = {};
    std::shared_ptr<CredentialSource> credentials = {};
    /// See LibraryUnderTest.
    std::function<bool(const VersionKey &)> damage = {};
    /// A handle on what is at the place, past the way there that is tested; empty: by the URL, as all do.
    std::function<Result<std::shared_ptr<Storage>>(const OpenOptions &)> openThere = {};
};

/// What the suite runs on: a driver, or layers over one.
struct Harness
{
    QByteArray name;
    /// Which capabilities it must show, no more and no fewer: the names of the members of Capabilities.
    QStringList capabilities;
    /// Makes a new, empty library.
    std::function<LibraryUnderTest()> make;
    /// Empty where it can be made here, else why not, as a sentence; asked once a program. Null: it always can.
    std::function<QString()> whyNot = {};
    /// What a handle for reading does not show of the capabilities, because it is a layer that refuses changes.
    QStringList readersLack = {};
};

/// Everything that keeps prompts. A new backend or layer is one line in harness.cpp.
[[nodiscard]] const std::vector<Harness> &harnesses();

/// Changes a byte in the middle of a file.
[[nodiscard]] bool damageFile(const QString &path);

/// The names of the capabilities that are not null.
[[nodiscard]] QStringList namesOf(const Capabilities &capabilities);

} // namespace pulse::test
