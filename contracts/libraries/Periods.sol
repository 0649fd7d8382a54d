// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Periods: which period a second belongs to, and which seconds a period has
/// @notice A period is a calendar month in UTC, counted from January 1970 = 0, or one of a fixed length since an epoch.
/// @dev The calendar is the proleptic Gregorian one; leap seconds do not exist in unix time. Its algorithm is the well
/// known one that lets a year begin in March, so that the leap day is the last of its year, and counts days from
/// 1 March of year 0. Every division rounds down: a moment inside a period belongs to the period.
library Periods {
    /// @dev length: seconds per period; CALENDAR_MONTHS (0) means months. epoch: first second of period 0, unix time; for
    /// fixed lengths only, months have theirs.
    struct Calendar {
        uint64 epoch;
        uint64 length;
    }

    error BeforeEpoch(uint256 timestamp, uint256 epoch);

    uint256 private constant CALENDAR_MONTHS = 0;

    uint256 private constant DAYS_TO_1970 = 719_468; // from 1 March of year 0
    uint256 private constant DAYS_IN_4_YEARS = 1_461; // with the leap day at the end
    uint256 private constant DAYS_IN_100_YEARS = 36_524; // without the last one's
    uint256 private constant DAYS_IN_400_YEARS = 146_097; // the Gregorian calendar repeats

    /// @notice The period that `timestamp` (unix seconds) lies in.
    function periodAt(Calendar memory calendar, uint256 timestamp) internal pure returns (uint32 period) {
        if (calendar.length == CALENDAR_MONTHS) return SafeCast.toUint32(_monthAt(timestamp / 1 days));
        require(timestamp >= calendar.epoch, BeforeEpoch(timestamp, calendar.epoch));
        return SafeCast.toUint32((timestamp - calendar.epoch) / calendar.length);
    }

    /// @notice First second of the period.
    function startOf(Calendar memory calendar, uint256 period) internal pure returns (uint256 timestamp) {
        if (calendar.length == CALENDAR_MONTHS) return _firstDayOf(period) * 1 days;
        return calendar.epoch + period * calendar.length;
    }

    /// @notice First second after the period.
    function endOf(Calendar memory calendar, uint256 period) internal pure returns (uint256 timestamp) {
        return startOf(calendar, period + 1);
    }

    /// @dev Months from January 1970 to the month of day `day` (1 January 1970 = 0).
    function _monthAt(uint256 day) private pure returns (uint256 month) {
        day += DAYS_TO_1970;
        uint256 cycles = day / DAYS_IN_400_YEARS;
        uint256 dayOfCycle = day % DAYS_IN_400_YEARS;
        // Takes the leap days out (one in 4 years, none in 100, the last day of the cycle), so that years are 365 days.
        uint256 yearOfCycle = (
            dayOfCycle - dayOfCycle / (DAYS_IN_4_YEARS - 1) + dayOfCycle / DAYS_IN_100_YEARS
                - dayOfCycle / (DAYS_IN_400_YEARS - 1)
        ) / 365;
        uint256 dayOfYear = dayOfCycle - _daysBefore(yearOfCycle);
        // From March on five months have 153 days, again and again: 31, 30, 31, 30, 31.
        uint256 monthOfYear = (5 * dayOfYear + 2) / 153;
        // March of year 0 is month 2 counted from its January.
        return (cycles * 400 + yearOfCycle) * 12 + monthOfYear + 2 - 1970 * 12;
    }

    /// @dev Days from 1 January 1970 to the first of month `month` (January 1970 = 0).
    function _firstDayOf(uint256 month) private pure returns (uint256 day) {
        uint256 sinceMarch = month + 1970 * 12 - 2;
        uint256 year = sinceMarch / 12;
        uint256 dayOfYear = (153 * (sinceMarch % 12) + 2) / 5;
        return (year / 400) * DAYS_IN_400_YEARS + _daysBefore(year % 400) + dayOfYear - DAYS_TO_1970;
    }

    /// @dev Days of a 400-year cycle before its year `year` (0 to 399).
    function _daysBefore(uint256 year) private pure returns (uint256) {
        return year * 365 + year / 4 - year / 100;
    }
}
