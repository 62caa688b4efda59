// SPDX-License-Identifier: Apache-2.0
#include "library_change.h"

#include <QDir>
#include <QTemporaryDir>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::test {

using faults::Aftermath;
using faults::Operation;
using faults::Place;

namespace {

template <typename T>
void must(const Result<T> &result)
{
    if (!result)
        qFatal("preparing: %s", qPrintable(result.error().toString()));
}

/// What may be seen, computed once for each change.
struct Expectation
{
    LibraryView before;
    LibraryView after;
    // Where what the killed writer did is lost, which it had not acknowledged; else the same.
    LibraryView beforeLost;
    LibraryView afterLost;
};

std::pair<LibraryView, LibraryView> viewsAround(const Operation &operation, const Change &change, bool withKilled)
{
    const QTemporaryDir folder;
    const Place place{.folder = folder.path(), .fs = realFs(), .acknowledge = [](const QString &) {}};
    operation.prepare(place);
    if (withKilled)
        operation.leaveUnsynced(place);
    auto storage = *openCounted(place, 'b');
    const LibraryView before = *viewOf(*storage, libraryIn(place));
    const auto changed = change.act(*storage);
    if (withKilled || !change.unsynced) // without the killed one's work there may be nothing to change
        must(changed);
    return {before, *viewOf(*storage, libraryIn(place))};
}

Expectation expectationOf(const Operation &operation, const Change &change)
{
    const auto [before, after] = viewsAround(operation, change, static_cast<bool>(change.unsynced));
    const auto [beforeLost, afterLost] =
        change.unsynced ? viewsAround(operation, change, false) : std::pair(before, after);
    return {before, after, beforeLost, afterLost};
}

bool isBetween(const Change &change, const Expectation &expected, const LibraryView &seen)
{
    if (!change.between)
        return false;
    if (change.between(expected.before, expected.after, seen))
        return true;
    LibraryView either = expected.before + expected.after + expected.afterLost;
    either.sort();
    return change.unsynced && change.between(expected.beforeLost, either, seen);
}

bool maySee(const Change &change, const Expectation &expected, const Aftermath &aftermath, const LibraryView &seen)
{
    if (aftermath.returned)
        return seen == expected.after;
    const bool isFailed = aftermath.error && aftermath.error->code() != ErrorCode::DurabilityUnknown;
    return seen == expected.before || seen == expected.beforeLost || isBetween(change, expected, seen) ||
           (!isFailed && (seen == expected.after || seen == expected.afterLost));
}

/// A person repairs, and does it again.
QStringList checkAfterwards(const Change &change, const Expectation &expected, Storage &storage,
                            const LibraryView &seen, const QString &library)
{
    QStringList wrong;
    const auto repaired = storage.capabilities().inspection->inspect(true, {}, {});
    if (!repaired || !temporariesIn(library).isEmpty())
        wrong.append(u"repair leaves "_s + temporariesIn(library).join(u", "_s));
    if (viewOf(storage, library).value_or(LibraryView()) != seen)
        wrong.append(u"repair changes what is seen"_s);
    if (seen == expected.after)
        return wrong;
    const auto again = (change.complete ? change.complete : change.act)(storage);
    const auto late = viewOf(storage, library);
    if (!again && again.error().code() != ErrorCode::NotFound)
        wrong.append(u"again: "_s + again.error().toString());
    if (again && (!late || (*late != expected.after && *late != expected.afterLost)))
        wrong.append(u"again, seen: "_s + (late ? late->join(u" | "_s) : late.error().toString()));
    return wrong;
}

/// Whether a person finds what they may find.
QStringList checkChange(const Change &change, const Expectation &expected, const Aftermath &aftermath)
{
    const QString library = libraryIn(aftermath.place);
    const bool isToldOtherwise = aftermath.error && aftermath.error->code() == change.mayAlsoSay;
    QStringList wrong = aftermath.error && !isToldOtherwise ? checkError(aftermath) : QStringList();
    auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    wrong += forbiddenIn(**storage, library, aftermath.returned && aftermath.injected == 0 && !change.unsynced);
    const auto seen = viewOf(**storage, library);
    if (!seen)
        return wrong << seen.error().toString();
    if (!maySee(change, expected, aftermath, *seen))
        wrong.append(u"seen: "_s + seen->join(u" | "_s));
    if (change.check)
        wrong += change.check(aftermath);
    return wrong.isEmpty() ? checkAfterwards(change, expected, **storage, *seen, library) : wrong;
}

} // namespace

Name nameOf(const char *text)
{
    return *Name::parse(QString::fromUtf8(text));
}

Version versionOf(const char *text)
{
    return *Version::parse(QString::fromUtf8(text));
}

Label labelOf(const char *text)
{
    return *Label::parse(QString::fromUtf8(text));
}

Prompt promptOf(const char *name, const char *version, const QByteArray &content)
{
    const QDateTime time = fromRfc3339(u"2026-01-02T03:04:05.678Z");
    return {{.name = nameOf(name),
             .version = versionOf(version),
             .createdAt = time,
             .updatedAt = time,
             .size = content.size(),
             .checksum = Checksum::of(content),
             .tags = {},
             .description = {},
             .author = {},
             .message = {},
             .unknown = {}},
            content};
}

Result<void> storeAll(Storage &storage, const std::vector<Prompt> &prompts)
{
    Result<void> outcome;
    for (auto &stored : storage.capabilities().batches->storeMany(prompts, {}, {})) {
        if (!stored && outcome)
            outcome = failure(std::move(stored));
    }
    return outcome;
}

bool everyVersionIsSomewhere(const LibraryView &before, const LibraryView &after, const LibraryView &seen)
{
    const auto contentOf = [](const QString &line) { return line.section(u'“', 1).section(u'”', 0, 0); };
    for (const QString &line : before) {
        if (line.contains(u'“') &&
            std::ranges::none_of(seen, [&](const QString &other) { return contentOf(other) == contentOf(line); }))
            return false;
    }
    return std::ranges::all_of(seen,
                               [&](const QString &line) { return before.contains(line) || after.contains(line); });
}

QString provedOf(const Change &change)
{
    const faults::Proof proof = faults::prove(operationOf(change), change.extent);
    qInfo("%lld calls, %lld kills, %lld failures, %lld subsets, %lld states, %lld mutations", proof.calls,
          proof.killPoints, proof.errorInjections, proof.subsets, proof.crashStates, proof.mutations);
    if (proof.violations.isEmpty() && proof.killPoints < 3)
        return u"There is nothing to kill in it."_s;
    return proof.violations.join(u"\n\n"_s);
}

faults::Extent sampledExtent(const faults::Extent &sample)
{
    return qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") == 0 ? sample : faults::Extent::ofEnvironment();
}

bool someHasCome(const LibraryView &before, const LibraryView &after, const LibraryView &seen)
{
    return std::ranges::includes(after, seen) && std::ranges::includes(seen, before);
}

QStringList checkError(const Aftermath &aftermath)
{
    const ErrorCode right = aftermath.injected == ENOSPC || aftermath.injected == EDQUOT ? ErrorCode::NoSpace
                            : aftermath.injected == EROFS                                ? ErrorCode::PermissionDenied
                                                                                         : ErrorCode::Unavailable;
    const auto wasThere = [](const QString &path) { return path.contains(u".tmp-old"_s); };
    QStringList wrong;
    const ErrorCode code = aftermath.error->code();
    if (code != right && code != ErrorCode::DurabilityUnknown)
        wrong.append(u"the error says something else: "_s + aftermath.error->toString());
    if (aftermath.injected == ENOSPC && code == right &&
        !std::ranges::all_of(temporariesIn(libraryIn(aftermath.place)), wasThere))
        wrong.append(u"something half-made is left"_s);
    return wrong;
}

Operation operationOf(const Change &change)
{
    Operation operation{.name = QString::fromLatin1(change.name),
                        .prepare =
                            [&change](const Place &place) {
                                auto storage = *openCounted(place, 'a', OpenOptions::Mode::CreateIfNone);
                                must(storage->store(promptOf("kept", "1.0.0", "one"), {}));
                                must(storage->store(promptOf("kept", "1.1.0", "two"), {}));
                                must(storage->capabilities().labels->setLabel(nameOf("kept"), labelOf("production"),
                                                                              versionOf("1.0.0"), {}, {}));
                                if (change.prepare)
                                    must(change.prepare(*storage));
                            },
                        .begin =
                            [&change](const Place &place) {
                                return [&change, storage = *openCounted(place, 'b')] { return change.act(*storage); };
                            },
                        .check = {},
                        .isDoneAlready = [](const Error &error) { return error.code() == ErrorCode::NotFound; },
                        .spareSyncs = change.spareSyncs,
                        .lateSyncs = change.lateSyncs};
    if (change.begin)
        operation.begin = change.begin;
    if (change.syncsAreProvedElsewhere)
        operation.isProvedElsewhere = [](const QString &) { return true; };
    if (change.unsynced)
        operation.leaveUnsynced = [&change](const Place &place) { (void)change.unsynced(**openCounted(place, 'd')); };
    const auto expected = std::make_shared<Expectation>(expectationOf(operation, change));
    operation.check = [&change, expected](const Aftermath &aftermath) {
        return checkChange(change, *expected, aftermath);
    };
    return operation;
}

Operation::SpareSync asBefore(const char *call)
{
    return {QString::fromLatin1(call), u"only a writer that was killed leaves this to do; see the rows after one"_s};
}

Operation::SpareSync twice(const char *call)
{
    return {QString::fromLatin1(call), u"it is synced once more before the end, with all that is in it"_s};
}

} // namespace pulse::test
