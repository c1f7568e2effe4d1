//! Dates and times as text: what is canonical, and what has another form.

/// Tells whether the text is a calendar date `YYYY-MM-DD` with month and day, year 0001 to 9999.
pub(super) fn is_date(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else { return false };
    let Some((month, day)) = rest.split_once('-') else { return false };
    digits(year, 4).is_some_and(|year| year > 0)
        && digits(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && digits(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

/// Tells whether the text is a time of day `HH:MM:SS` with at most six decimals.
pub(super) fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(c, f)| (c, Some(f)));
    let parts: Vec<&str> = clock.split(':').collect();
    let within = |text: &str, below: u32| digits(text, 2).is_some_and(|number| number < below);
    let clock_fits = matches!(parts.as_slice(), [hour, minute, second]
        if within(hour, 24) && within(minute, 60) && within(second, 60));
    clock_fits
        && fraction.is_none_or(|text| {
            (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Tells whether the text is a date and a time with one space between.
pub(super) fn is_timestamp(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// Cuts the zeros at the end of a fraction, which the server fills up to the column's precision.
pub(super) fn without_empty_fraction(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let all = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_dates_and_spans_are_not_canonical() {
        assert!(is_date("2026-02-28") && is_date("0001-01-01") && is_date("9999-12-31"));
        assert!(!is_date("0000-00-00") && !is_date("2026-00-10") && !is_date("10000-01-01"));
        assert!(is_time("23:59:59.123456") && is_time("00:00:00"));
        assert!(!is_time("-01:00:00") && !is_time("838:59:59") && !is_time("01:00:00.1234567"));
        assert!(is_timestamp("2026-01-31 23:59:59.5") && !is_timestamp("infinity"));
    }

    #[test]
    fn zeros_behind_the_point_are_cut_but_those_before_it_stay() {
        assert_eq!(without_empty_fraction("10:00:00.500000"), "10:00:00.5");
        assert_eq!(without_empty_fraction("10:00:00.000000"), "10:00:00");
        assert_eq!(without_empty_fraction("10:00:00"), "10:00:00");
    }
}
