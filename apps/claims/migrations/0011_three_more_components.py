"""Paint, rust and accessories are parts that a request may be about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0010_denials_are_proposed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='component',
            field=models.CharField(choices=[('steering', 'Steering'), ('suspension', 'Suspension'), ('service_brakes', 'Brakes'), ('parking_brake', 'Parking brake'), ('engine', 'Engine and cooling'), ('fuel_system', 'Fuel system'), ('power_train', 'Gearbox and drive'), ('high_voltage_battery', 'Drive battery'), ('drive_motor', 'Drive motor and inverter'), ('charging', 'Charging'), ('electrical', 'Electrical system and 12 V battery'), ('lighting', 'Lights'), ('visibility', 'Windows, wipers and mirrors'), ('air_bags', 'Air bags'), ('seat_belts', 'Seat belts'), ('seats', 'Seats'), ('structure', 'Body and doors'), ('speed_control', 'Speed control'), ('driver_assistance', 'Driver assistance'), ('tyres_wheels', 'Tyres and wheels'), ('infotainment', 'Screen, app and connectivity'), ('climate', 'Heating and air conditioning'), ('paint', 'Paint'), ('corrosion', 'Rust'), ('accessories', 'Accessories'), ('other', 'Other or not known')], max_length=40, verbose_name='component'),
        ),
    ]
