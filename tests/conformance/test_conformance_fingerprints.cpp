// SPDX-License-Identifier: Apache-2.0
// What tells, without reading, whether a prompt is still what it was.
#include "conformance_test.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceFingerprints : public ConformanceTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyPromptIsThereOnce();
    void eachKindOfChangeShowsAndNothingElse();
    void aStopEndsIt();

private:
    using Fingerprints = std::map<QString, QByteArray>;

    Fingerprints now() const
    {
        const auto items = can().fingerprints->fingerprints({});
        Fingerprints all;
        for (const auto &item : items ? *items : std::vector<FingerprintStorage::Item>())
            all.insert_or_assign(item.prompt.path, item.fingerprint);
        return all;
    }

    // A storage may withhold those that are too young to be trusted.
    Fingerprints settled() const
    {
        Fingerprints all;
        (void)QTest::qWaitFor(
            [&] {
                all = now();
                return std::ranges::none_of(all, [](const auto &item) { return item.second.isEmpty(); });
            },
            30'000);
        return all;
    }
};

void ConformanceFingerprints::everyPromptIsThereOnce()
{
    NEEDS(fingerprints);
    publish(u"a", u"1.0.0");
    publish(u"a/b", u"1.0.0");
    publish(u"folder/deep/c", u"1.0.0");
    const auto items = can().fingerprints->fingerprints({});
    VERIFY_OK(items);
    QStringList names;
    for (const auto &item : *items) {
        QVERIFY(item.prompt.name.has_value());
        QCOMPARE(item.prompt.name->toString(), item.prompt.path);
        names.append(item.prompt.path);
    }
    names.sort();
    QCOMPARE(names, namesIn(storage()));
}

// One case, because some storages let a person wait until they trust their clock.
void ConformanceFingerprints::eachKindOfChangeShowsAndNothingElse()
{
    NEEDS(fingerprints);
    const QStringList unchanged{u"folder/beside"_s, u"labelled"_s, u"same"_s};
    const QStringList changed{u"version"_s, u"label"_s,    u"moved"_s,   u"unlabel"_s, u"facts"_s,
                              u"removed"_s, u"replaced"_s, u"renamed"_s, u"gone"_s};
    const QStringList names = unchanged + changed;
    for (const QString &name : names) {
        publish(name, u"1.0.0");
        publish(name, u"1.1.0");
    }
    publish(u"gone", u"2.0.0"); // so that what takes its name is not the same
    point(u"moved", u"production", u"1.0.0");
    point(u"unlabel", u"production", u"1.0.0");
    point(u"labelled", u"production", u"1.0.0");
    const Fingerprints before = settled();
    QCOMPARE(std::ssize(before), names.size());
    for (const auto &[name, fingerprint] : before)
        QVERIFY2(!fingerprint.isEmpty(), qPrintable(name));

    publish(u"version", u"1.2.0");
    point(u"label", u"production", u"1.0.0");
    point(u"moved", u"production", u"1.1.0");
    VERIFY_OK(can().labels->removeLabel(makeName(u"unlabel"), makeLabel(u"production"), {}, {}));
    MetadataPatch patch;
    patch.addTags = {u"new"_s};
    clock()->advance(std::chrono::seconds(1));
    VERIFY_OK(can().metadata->updateMetadata(makeName(u"facts"), makeVersion(u"1.0.0"), patch, {}));
    VERIFY_OK(storage().remove(makeName(u"removed"), makeVersion(u"1.0.0"), {}));
    VERIFY_OK(storage().remove(makeName(u"replaced"), makeVersion(u"1.0.0"), {}));
    publish(makePrompt(u"replaced", u"1.0.0", "other bytes"));
    VERIFY_OK(storage().remove(makeName(u"gone"), std::nullopt, {}));
    VERIFY_OK(can().renaming->rename(makeName(u"renamed"), makeName(u"gone"), {}));
    publish(u"renamed", u"1.0.0");

    VERIFY_OK(storage().fetch(makeName(u"labelled"), makeVersion(u"1.0.0"), {}));
    VERIFY_OK(can().labels->labels(makeName(u"labelled"), {}));
    publish(u"labelled", u"1.0.0"); // is there already
    publish(u"folder/new", u"1.0.0");

    const Fingerprints after = settled();
    for (const auto &[name, fingerprint] : before) {
        QVERIFY2(after.contains(name), qPrintable(name));
        if (unchanged.contains(name))
            QCOMPARE(after.at(name), fingerprint);
        else
            QVERIFY2(after.at(name) != fingerprint, qPrintable(name));
    }
}

void ConformanceFingerprints::aStopEndsIt()
{
    NEEDS(fingerprints);
    publish(u"a", u"1.0.0");
    const auto stoppedAtOnce = can().fingerprints->fingerprints(stopped());
    QCOMPARE(outcomeOf(stoppedAtOnce), u"cancelled"_s);
}

QTEST_GUILESS_MAIN(ConformanceFingerprints)
#include "test_conformance_fingerprints.moc"
