// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>
#include <cmath>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

qreal luminance(const QColor &color)
{
    const auto linear = [](qreal channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor mixed(const QColor &from, const QColor &to, qreal share)
{
    const auto part = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(part(from.redF(), to.redF()), part(from.greenF(), to.greenF()),
                            part(from.blueF(), to.blueF()));
}

constexpr qreal readable = 4.6; // a little above 4.5:1, which rounding to eight bits may take away

// `wanted`, moved towards the text's colour until it can be read on the background.
QColor readableOn(const QColor &background, const QColor &text, const QColor &wanted)
{
    for (int step = 0; step <= 20; ++step) {
        const QColor tried = mixed(wanted, text, step / 20.0);
        if (contrastRatio(tried, background) >= readable)
            return tried;
    }
    return text;
}

QColor meaningful(const QPalette &palette, const QColor &onLight, const QColor &onDark)
{
    const QColor base = palette.color(QPalette::Base);
    return readableOn(base, palette.color(QPalette::Text), isDark(palette) ? onDark : onLight);
}

// Names the context of the texts below for the translators.
struct Format
{
    Q_DECLARE_TR_FUNCTIONS(Format)
};

} // namespace

qreal contrastRatio(const QColor &a, const QColor &b)
{
    const qreal one = luminance(a);
    const qreal other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

QString relativeTime(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return {};
    const qint64 seconds = time.secsTo(now);
    const QLocale locale;
    if (seconds < -60)
        return locale.toString(time.toLocalTime().date(), QLocale::ShortFormat);
    if (seconds < 45)
        return Format::tr("just now");
    if (seconds < 60 * 60)
        return Format::tr("%1 min ago").arg(locale.toString(std::max<qint64>(1, (seconds + 15) / 60)));
    const QDate day = time.toLocalTime().date();
    const qint64 days = day.daysTo(now.toLocalTime().date());
    if (seconds < 24 * 60 * 60 && days <= 1)
        return Format::tr("%1 h ago").arg(locale.toString(seconds / 3600));
    if (days == 1)
        return Format::tr("yesterday");
    if (days < 7)
        return Format::tr("%1 days ago").arg(locale.toString(days));
    return locale.toString(day, Format::tr("d MMM yyyy"));
}

QString relativeTime(const QDateTime &time)
{
    return relativeTime(time, QDateTime::currentDateTimeUtc());
}

std::chrono::milliseconds relativeTimeLasts(const QDateTime &time, const QDateTime &now)
{
    using namespace std::chrono;
    if (!time.isValid())
        return milliseconds(0);
    const milliseconds age(time.msecsTo(now));
    const QDateTime local = now.toLocalTime();
    const milliseconds midnight(local.msecsTo(local.date().addDays(1).startOfDay(local.timeZone())));
    const auto untilNext = [](milliseconds passed, milliseconds step) { return step - passed % step; };
    milliseconds lasts = midnight;
    if (age <= -61s)
        lasts = -61s - age + 1ms;
    else if (age < 45s)
        lasts = 45s - age;
    else if (age < 1h)
        lasts = std::min<milliseconds>(untilNext(age + 15s, 1min), 1h - age);
    else if (age < 24h)
        lasts = std::min<milliseconds>(untilNext(age, 1h), midnight);
    return std::max(lasts, milliseconds(1));
}

QString exactTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    return Format::tr("%1, %2").arg(locale.toString(local.date(), QLocale::LongFormat),
                                    locale.toString(local.time(), u"HH:mm:ss"_s));
}

QString fileSize(qint64 bytes)
{
    const QLocale locale;
    if (bytes < 1000)
        return Format::tr("%1 bytes").arg(locale.toString(bytes));
    return locale.formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QFont factFont(const QFont &base)
{
    QFont font = base;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.9));
    else
        font.setPixelSize(std::max(10, font.pixelSize() * 9 / 10));
    return font;
}

QColor factColor(const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    return readableOn(base, text, mixed(text, base, 0.4));
}

QColor positiveColor(const QPalette &palette)
{
    return meaningful(palette, QColor(0x1a, 0x7f, 0x37), QColor(0x57, 0xc7, 0x6f));
}

QColor negativeColor(const QPalette &palette)
{
    return meaningful(palette, QColor(0xc0, 0x2b, 0x2b), QColor(0xff, 0x7b, 0x72));
}

QColor warningColor(const QPalette &palette)
{
    return meaningful(palette, QColor(0x9a, 0x67, 0x00), QColor(0xe3, 0xb3, 0x41));
}

QColor tint(const QPalette &palette, const QColor &color, qreal opacity)
{
    return mixed(palette.color(QPalette::Base), color, std::clamp(opacity, 0.0, 1.0));
}

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Base)) < luminance(palette.color(QPalette::Text));
}

} // namespace pulse::ui
