// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/memory.h"
#include "pulse/storage/connection_steps.h"
#include "pulse/storage/layer.h"
#include "pulse/storage/registry.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBackendIsChosenByItsScheme();
    void anUnknownSchemeIsUnsupported();
    void layersAreStackedByName();
    void aLayerHidesWhatItHasNotWrapped();
    void memoryLibrariesLiveWhileTheyAreHeld();
    void aCheckMakesNothing();
    void aFailureSaysWhatHappenedAndWhatToDo();

private:
    static StorageRegistry registry();
};

StorageRegistry TestRegistry::registry()
{
    StorageRegistry result;
    result.addBackend(u"memory"_s, MemoryBackend());
    result.addLayer(u"bare"_s, [](std::shared_ptr<Storage> next) { return std::make_shared<Layer>(std::move(next)); });
    return result;
}

void TestRegistry::aBackendIsChosenByItsScheme()
{
    const auto opened = registry().open(QUrl(u"memory:a"_s), makeOptions());
    QVERIFY(opened);
    QCOMPARE((*opened)->info().backend, u"memory"_s);
    QCOMPARE(registry().schemes(), QStringList(u"memory"_s));
}

void TestRegistry::anUnknownSchemeIsUnsupported()
{
    const auto opened = registry().open(QUrl(u"gopher://user:secret@example.org/"_s), makeOptions());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::Unsupported);
    QVERIFY(opened.error().message().contains(u"memory"));
    QVERIFY(!opened.error().toString().contains(u"secret"));
}

void TestRegistry::layersAreStackedByName()
{
    const auto driver = *registry().open(QUrl(u"memory:"_s), makeOptions());
    QVERIFY(registry().stack(u"bare"_s, driver));
    QVERIFY(!registry().stack(u"none"_s, driver));
    QCOMPARE(registry().layers(), QStringList(u"bare"_s));
}

void TestRegistry::aLayerHidesWhatItHasNotWrapped()
{
    const auto driver = *registry().open(QUrl(u"memory:"_s), makeOptions());
    const auto layer = registry().stack(u"bare"_s, driver);
    const Capabilities shown = layer->capabilities();
    QVERIFY(!shown.versions && !shown.metadata && !shown.labels && !shown.batches && !shown.watching &&
            !shown.streams && !shown.trash && !shown.renaming && !shown.inspection);
    QVERIFY(layer->store(makePrompt(u"a", u"1.0.0"), {}));
    QVERIFY(*driver->exists(makeName(u"a"), {}, {}));
    QVERIFY(layer->remove(makeName(u"a"), {}, {}));
}

void TestRegistry::memoryLibrariesLiveWhileTheyAreHeld()
{
    const StorageRegistry all = registry();
    OpenOptions existing = makeOptions();
    existing.mode = OpenOptions::Mode::Existing;
    const QUrl url(u"memory:scratch"_s);
    QCOMPARE(all.open(url, existing).error().code(), ErrorCode::NotFound);
    auto first = *all.open(url, makeOptions());
    QVERIFY(first->store(makePrompt(u"a", u"1.0.0"), {}));
    const auto second = all.open(url, existing);
    QVERIFY(second);
    QVERIFY(*(*second)->exists(makeName(u"a"), {}, {}));
    QVERIFY((*all.open(QUrl(u"memory:"_s), makeOptions()))->info().id != first->info().id);
}

void TestRegistry::aCheckMakesNothing()
{
    const StorageRegistry all = registry();
    const QUrl url(u"memory:untouched"_s);
    std::vector<ConnectionStep> steps;
    const auto report = [&steps](const ConnectionStep &step) { steps.push_back(step); };
    const OpenOptions options = makeOptions();
    QCOMPARE(options.mode, OpenOptions::Mode::CreateIfNone);
    for (int i = 0; i < 2; ++i) // the second time there still is none
        QCOMPARE(all.check(url, options, report, {}).error().code(), ErrorCode::NotFound);
    QCOMPARE(steps.back().outcome, ConnectionStep::Outcome::Failed);
    QVERIFY(!steps.back().what.isEmpty());
}

void TestRegistry::aFailureSaysWhatHappenedAndWhatToDo()
{
    const auto step = failedStep(ConnectionStep::Kind::Place,
                                 Error(ErrorCode::NotFound, {}, {}, u"It is gone. Nobody has it. Look elsewhere."_s));
    QCOMPARE(step.what, u"It is gone. Nobody has it."_s);
    QCOMPARE(step.advice, u"Look elsewhere."_s);
    const auto brief = failedStep(ConnectionStep::Kind::Place, Error(ErrorCode::NotFound, {}, {}, u"It is gone."_s));
    QCOMPARE(brief.what, u"It is gone."_s);
    QVERIFY(brief.advice.isEmpty());
}

QTEST_APPLESS_MAIN(TestRegistry)
#include "test_registry.moc"
